// Package migration has one program twice: as one writes it with net/http, and with this module. It tells customers
// that their orders are late, labels them, and is run again after a failure. The README has the figures of its test.
package migration

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

var network = &http.Client{Timeout: 30 * time.Second}

type api struct{ base, token string }

func (a api) call(ctx context.Context, method, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, method, a.base+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Api-Access-Token", a.token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := network.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s", method, path, resp.Status)
	}
	return json.NewDecoder(resp.Body).Decode(out)
}

// Before tells each customer with net/http.
func Before(ctx context.Context, base, token string, inbox int64, emails []string) error {
	a := api{base, token}
	for _, email := range emails {
		var found struct {
			Payload []struct{ ID int64 }
		}
		if err := a.call(ctx, "GET", "/contacts/search?q="+url.QueryEscape(email), nil, &found); err != nil {
			return err
		}
		var contact int64
		if len(found.Payload) > 0 {
			contact = found.Payload[0].ID
		} else {
			var created struct {
				Payload struct{ Contact struct{ ID int64 } }
			}
			if err := a.call(ctx, "POST", "/contacts", map[string]any{"email": email}, &created); err != nil {
				return err
			}
			contact = created.Payload.Contact.ID
		}
		var labels struct{ Payload []string }
		if err := a.call(ctx, "POST", fmt.Sprintf("/contacts/%d/labels", contact), map[string]any{"labels": []string{"late"}}, &labels); err != nil {
			return err
		}
		var conversation struct{ ID int64 }
		if err := a.call(ctx, "POST", "/conversations", map[string]any{"inbox_id": inbox, "contact_id": contact}, &conversation); err != nil {
			return err
		}
		var message struct{ ID int64 }
		path := fmt.Sprintf("/conversations/%d/messages", conversation.ID)
		if err := a.call(ctx, "POST", path, map[string]any{"content": "Your order is late. We are sorry."}, &message); err != nil {
			return err
		}
	}
	return nil
}
