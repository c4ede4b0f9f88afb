package ndototest

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/customer"
)

// onWrite is a writer that does something before each write.
type onWrite struct {
	bytes.Buffer
	do func() error
}

func (w *onWrite) Write(data []byte) (int, error) {
	if err := w.do(); err != nil {
		return 0, err
	}
	return w.Buffer.Write(data)
}

// twoAccounts have three conversations each, of which the last has no message.
func twoAccounts(t *testing.T) *Server {
	t.Helper()
	x := newTenant(t)
	inbox, err := x.desk.Inboxes.Create(t.Context(), "Shop", ndoto.APIChannel{}, nil)
	require.NoError(t, err)
	shop, err := customer.New(inbox.InboxIdentifier, x.reach()...)
	require.NoError(t, err)
	session, err := shop.Contacts.Create(t.Context(), &customer.ContactParams{Name: "Ada"})
	require.NoError(t, err)
	for i := range 3 {
		opened, err := shop.Conversations.Create(t.Context(), session.SourceID, nil)
		require.NoError(t, err)
		first := x.AddConversation(Conversation{Labels: []string{"vip"}})
		if i < 2 {
			_, err = shop.Messages.Create(t.Context(), session.SourceID, opened.ID, &customer.MessageParams{Content: "of the second"})
			require.NoError(t, err)
			x.AddMessage(first, Message{Content: strings.Repeat("long", 20_000)}) // for a write
			x.AddMessage(first, Message{Content: "a < b\n\"Conversations\": null", Attachments: []Attachment{{Name: "a.txt", Data: []byte("file")}}})
		}
	}
	return x.Server
}

func TestWriteState(t *testing.T) {
	t.Parallel()
	s := twoAccounts(t)
	want, err := s.State()
	require.NoError(t, err)
	require.Len(t, want.Accounts, 1)
	require.Len(t, want.Accounts[0].Conversations, 3)
	var w bytes.Buffer
	require.NoError(t, s.WriteState(&w))
	assert.JSONEq(t, string(s.json(want)), w.String())
	assert.Equal(t, 6, bytes.Count(w.Bytes(), []byte(`"Messages": `)), "each name stands once")
	assert.Regexp(t, `\n    \{"ID":\d+,"Content":"a \\u003c b\\n.*\},?\n`, w.String(), "a message on a line of its own")
}

// TestWriteStateKeepsNobodyWaiting changes the server at each write.
func TestWriteStateKeepsNobodyWaiting(t *testing.T) {
	t.Parallel()
	s := twoAccounts(t)
	want, err := s.State()
	require.NoError(t, err)
	var once sync.Once // before most messages
	w := &onWrite{do: func() (err error) {
		s.AddMessage(2, Message{Content: "new"})
		s.AddConversation(Conversation{})
		once.Do(func() {
			ctx, c := t.Context(), s.Client()
			writer, _ := s.Conversation(2)
			_, err = c.Contacts.Merge(ctx, s.AddContact(Contact{Name: "new"}), writer.ContactID)
			err = errors.Join(err, c.Conversations.Delete(ctx, 1))
		})
		return err
	}}
	require.NoError(t, s.WriteState(w))
	assert.JSONEq(t, string(s.json(want)), w.String())
}

func TestWriteStateStopsAtAnError(t *testing.T) {
	t.Parallel()
	full := errors.New("no space left on device")
	writes := 0
	w := &onWrite{do: func() error {
		if writes++; writes == 2 {
			return full
		}
		return nil
	}}
	assert.ErrorIs(t, twoAccounts(t).WriteState(w), full)
	assert.Equal(t, 2, writes)
}
