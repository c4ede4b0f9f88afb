package ndototest

import (
	"bytes"
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// request sends a parcel and follows redirects as the dialect does.
func (s *Server) request(p *parcel, d *Delivery) error {
	ctx, cancel := context.WithTimeout(s.sending, cmp.Or(s.rules.Timeout, 5*time.Second))
	defer cancel()
	d.Header = s.headers(p)
	target := p.url
	for range 10 {
		if err := onLoopback(target); err != nil {
			return err
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(p.body))
		if err != nil {
			return err
		}
		req.Header = d.Header.Clone()
		d.Status = 0
		resp, err := s.transport.RoundTrip(req)
		if err != nil {
			return plainError(err)
		}
		said, _ := io.ReadAll(io.LimitReader(resp.Body, saidKept))
		d.Answer = strings.TrimSpace(string(said))
		_, err = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		d.Status = resp.StatusCode
		next, redirected := resp.Header.Get("Location"), resp.StatusCode >= 300 && resp.StatusCode < 400
		switch {
		case err != nil:
			d.Status = 0
			return plainError(err)
		case resp.StatusCode < 300:
			return nil
		case !redirected || next == "" || s.dialect == Chatwoot42:
			return fmt.Errorf("%d %s", resp.StatusCode, http.StatusText(resp.StatusCode))
		}
		moved, err := req.URL.Parse(next)
		if err != nil {
			return err
		}
		target = moved.String()
	}
	return errors.New("too many redirects")
}

// saidKept limits how much of a receiver's response body is kept.
const saidKept = 1000

// plainError strips the ports from a connection error, because a message whose failure text changes is announced again.
func plainError(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return errors.New("Timed out reading data from server") //nolint:staticcheck // the text of RestClient
	}
	if refused, ok := errors.AsType[*net.OpError](err); ok {
		return fmt.Errorf("%s: %w", refused.Op, refused.Err)
	}
	return err
}

// onLoopback refuses targets outside the machine.
func onLoopback(target string) error {
	u, err := url.Parse(target)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(u.Hostname()); u.Hostname() == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("not sent: %q is not on the loopback interface", u.Host)
}

// headers are signed from 4.11.2 for account webhooks and from 4.13.0 for the others.
func (s *Server) headers(p *parcel) http.Header {
	h := http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json"}, "User-Agent": {"Ruby"}}
	switch s.dialect {
	case Chatwoot42:
		h.Set("User-Agent", "rest-client/2.1.0 (linux x86_64) ruby/3.4.4p34")
		return h
	case NdotoDocs:
		return h
	}
	timestamp := strconv.FormatInt(s.clock().Unix(), 10)
	if p.id != "" { // of an event
		h.Set("X-Chatwoot-Delivery", p.id)
	}
	if p.secret != "" {
		mac := hmac.New(sha256.New, []byte(p.secret))
		_, _ = mac.Write([]byte(timestamp + "."))
		_, _ = mac.Write(p.body)
		h.Set("X-Chatwoot-Timestamp", timestamp)
		h.Set("X-Chatwoot-Signature", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	}
	return h
}
