package ndoto

import (
	"context"
	"strings"
)

type noteBody struct {
	Note struct {
		Content string `json:"content"`
	} `json:"note"`
}

func newNote(content string) noteBody {
	var b noteBody
	b.Note.Content = content
	return b
}

func (b noteBody) validate() error {
	if strings.TrimSpace(b.Note.Content) == "" {
		return badInput("the note is empty")
	}
	return validateLength("note", b.Note.Content, maxTextColumn)
}

// Notes returns the notes on a contact, newest first.
//
// GET /api/v1/accounts/{account_id}/contacts/{contact_id}/notes, known from the server software.
func (s *ContactsService) Notes(ctx context.Context, contactID int64, opts ...RequestOption) ([]Note, error) {
	return doList[Note](ctx, s.client, opListNotes, pathOf(contactID), opts)
}

// GetNote returns a note on a contact.
//
// GET /api/v1/accounts/{account_id}/contacts/{contact_id}/notes/{note_id}, known from the server software.
func (s *ContactsService) GetNote(ctx context.Context, contactID, noteID int64, opts ...RequestOption) (*Note, error) {
	return do[Note](ctx, s.client, opGetNote, pathOf(contactID, noteID), opts)
}

// CreateNote adds a note to a contact. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/contacts/{contact_id}/notes, known from the server software.
func (s *ContactsService) CreateNote(ctx context.Context, contactID int64, content string, opts ...RequestOption) (*Note, error) {
	return do[Note](ctx, s.client, opCreateNote, pathOf(contactID).json(newNote(content)), opts)
}

// UpdateNote replaces the text of a note on a contact. The owner of the token becomes its author.
//
// PATCH /api/v1/accounts/{account_id}/contacts/{contact_id}/notes/{note_id}, known from the server software.
func (s *ContactsService) UpdateNote(ctx context.Context, contactID, noteID int64, content string, opts ...RequestOption) (*Note, error) {
	return do[Note](ctx, s.client, opUpdateNote, pathOf(contactID, noteID).json(newNote(content)), opts)
}

// DeleteNote deletes a note on a contact.
//
// DELETE /api/v1/accounts/{account_id}/contacts/{contact_id}/notes/{note_id}, known from the server software.
func (s *ContactsService) DeleteNote(ctx context.Context, contactID, noteID int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteNote, pathOf(contactID, noteID), opts)
}
