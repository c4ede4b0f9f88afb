package ndoto

import (
	"context"
	"iter"
)

// attachmentKey tells attachments apart although older servers send no ids.
type attachmentKey struct {
	id, message int64
	url         string
}

func walkAttachments(ctx context.Context, c *Client, op *operation, opts []RequestOption, id int64,
	fetch func(context.Context, int64, *PageParams, ...RequestOption) (*AttachmentPage, error)) iter.Seq2[*ListedAttachment, error] {
	return walkAll(ctx, c, opts, pages[ListedAttachment, attachmentKey]{
		op: op, perPage: 100, order: orderLog,
		key:     func(a *ListedAttachment) attachmentKey { return attachmentKey{a.ID, a.MessageID, a.DataURL} },
		created: func(a *ListedAttachment) Time { return a.CreatedAt },
		fetch: func(ctx context.Context, page, _ int, opts []RequestOption) (list[ListedAttachment], error) {
			got, err := fetch(ctx, id, &PageParams{page}, opts...)
			if err != nil {
				return list[ListedAttachment]{}, err
			}
			return listOf(got.Attachments, got.Total, page, got.TotalPages), nil
		},
	})
}
