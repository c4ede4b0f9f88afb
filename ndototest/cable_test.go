package ndototest

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// cableClient is a websocket client of its own, so that no library hides a mistake of the server.
type cableClient struct {
	t    *testing.T
	conn io.ReadWriteCloser

	mu     sync.Mutex
	frames []string
	closed bool
}

func handshake(t *testing.T, s *Server) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/cable", http.NoBody)
	require.NoError(t, err)
	req.Header = http.Header{
		"Connection": {"keep-alive, Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Version": {"13"}, "Sec-Websocket-Key": {"dGhlIHNhbXBsZSBub25jZQ=="},
		"Sec-Websocket-Protocol": {"actioncable-v1-json, actioncable-unsupported"},
	}
	resp, err := s.Transport().RoundTrip(req)
	require.NoError(t, err)
	return resp
}

func dialCable(t *testing.T, s *Server) *cableClient {
	t.Helper()
	resp := handshake(t, s) //nolint:bodyclose // the body is the connection
	require.Equal(t, http.StatusSwitchingProtocols, resp.StatusCode)
	require.Equal(t, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", resp.Header.Get("Sec-Websocket-Accept"), "the example of RFC 6455")
	require.Equal(t, "actioncable-v1-json", resp.Header.Get("Sec-Websocket-Protocol"))
	c := &cableClient{t: t, conn: resp.Body.(io.ReadWriteCloser)}
	t.Cleanup(func() { _ = c.conn.Close() })
	go c.readAll()
	return c
}

func (c *cableClient) readAll() {
	reader := bufio.NewReader(c.conn)
	for {
		head := make([]byte, 2)
		_, err := io.ReadFull(reader, head)
		n := uint64(0)
		if err == nil {
			switch n = uint64(head[1]); n { // a server masks nothing
			case 126:
				long := make([]byte, 2)
				_, err = io.ReadFull(reader, long)
				n = uint64(binary.BigEndian.Uint16(long))
			case 127:
				long := make([]byte, 8)
				_, err = io.ReadFull(reader, long)
				n = binary.BigEndian.Uint64(long)
			}
		}
		payload := make([]byte, n)
		if err == nil {
			_, err = io.ReadFull(reader, payload)
		}
		c.mu.Lock()
		if err != nil {
			c.closed = true
			c.mu.Unlock()
			return
		}
		c.frames = append(c.frames, fmt.Sprintf("%x %s", head[0], payload))
		c.mu.Unlock()
	}
}

// write sends a frame, masked.
func (c *cableClient) write(first byte, payload string) {
	c.t.Helper()
	frame := []byte{first, 0x80 | byte(min(len(payload), 126))}
	if len(payload) >= 126 {
		frame = binary.BigEndian.AppendUint16(frame, uint16(len(payload)))
	}
	mask := []byte{1, 2, 3, 4}
	frame = append(frame, mask...)
	for i := range len(payload) {
		frame = append(frame, payload[i]^mask[i%4])
	}
	_, err := c.conn.Write(frame)
	require.NoError(c.t, err)
}

func (c *cableClient) command(name, identifier string) {
	c.t.Helper()
	body, err := json.Marshal(map[string]string{"command": name, "identifier": identifier, "data": `{"action":"update_presence"}`})
	require.NoError(c.t, err)
	c.write(0x81, string(body))
}

// got returns the frames since the last call, when nothing more is on its way.
func (c *cableClient) got() []string {
	synctest.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	frames := c.frames
	c.frames = nil
	return frames
}

func (c *cableClient) isClosed() bool {
	synctest.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closed
}

func identifierOf(s *Server, userID int64) string {
	return fmt.Sprintf(`{"account_id":%d,"channel":"RoomChannel","pubsub_token":"pubsub-token-of-user-%d","user_id":%d}`, s.AccountID, userID, userID)
}

const sessionIdentifier = `{"channel":"RoomChannel","pubsub_token":"pubsub-token-of-session-1"}`

func confirmation(identifier string) string {
	quoted, _ := json.Marshal(identifier)
	return `81 {"identifier":` + string(quoted) + `,"type":"confirm_subscription"}`
}

func presenceFrame(identifier, rest string) string {
	quoted, _ := json.Marshal(identifier)
	return `81 {"identifier":` + string(quoted) + `,"message":{"event":"presence.update","data":{` + rest + `}}}`
}

// rest makes a request with the token of a user.
func rest(t *testing.T, s *Server, token, method, path, body string) object {
	t.Helper()
	if !strings.HasPrefix(path, "/") {
		path = fmt.Sprintf("/api/v1/accounts/%d/%s", s.AccountID, path)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Api-Access-Token", token)
	resp, err := s.Transport().RoundTrip(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, resp.StatusCode, "%s %s: %s", method, path, data)
	o, _ := parse(string(data)).(object)
	return o
}

func inBubble(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, f)
}

// TestCableSubscribe walks through what the recorded servers do, but for what they leave to chance.
func TestCableSubscribe(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		s := New(t, WithoutNetwork())
		s.Simulate(Conversation{})
		admin := dialCable(t, s)
		assert.Equal(t, []string{`81 {"type":"welcome"}`}, admin.got())
		mine := identifierOf(s, s.AdminID)
		for name, refused := range map[string]string{
			"token":   strings.Replace(mine, "pubsub-token", "nope", 1),
			"account": strings.Replace(mine, `"account_id":1`, `"account_id":999999`, 1),
			"user":    strings.Replace(mine, `"user_id":1`, `"user_id":2`, 1),
			"channel": `{"channel":"NoChannel","pubsub_token":"pubsub-token-of-user-1"}`,
			"text":    "no JSON",
		} {
			admin.command("subscribe", refused)
			assert.Empty(t, admin.got(), "no rejection for a wrong %s", name)
		}
		admin.command("subscribe", mine)
		there := presenceFrame(mine, `"account_id":1,"contacts":{},"users":{"1":"online"}`)
		assert.Equal(t, []string{confirmation(mine), there}, admin.got())
		admin.command("subscribe", mine)
		assert.Empty(t, admin.got(), "a second time is ignored")
		assert.Equal(t, []Subscription{{UserID: s.AdminID}}, s.Subscriptions())

		customer := dialCable(t, s)
		customer.command("subscribe", sessionIdentifier)
		assert.Equal(t, []string{
			`81 {"type":"welcome"}`, presenceFrame(sessionIdentifier, `"account_id":1,"users":{"1":"online"}`), confirmation(sessionIdentifier),
		}, customer.got())
		admin.command("message", mine)
		assert.Equal(t, []string{presenceFrame(mine, `"account_id":1,"contacts":{"1":"online"},"users":{"1":"online"}`)}, admin.got())
		assert.Empty(t, customer.got(), "presence is told to whoever asks")
		admin.command("unsubscribe", mine)
		admin.command("message", mine)
		assert.Empty(t, admin.got())

		time.Sleep(2 * beat)
		assert.Equal(t, []string{pingFrame(beat), pingFrame(2 * beat)}, admin.got())
		time.Sleep(presenceOfUsers)
		admin.got()
		assert.Equal(t, "offline", rest(t, s, s.AdminToken, http.MethodGet, "/api/v1/profile", "")["accounts"].([]any)[0].(object)["availability_status"])
	})
}

func pingFrame(after time.Duration) string {
	start := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // of synctest
	return fmt.Sprintf(`81 {"type":"ping","message":%d}`, start.Add(after).Unix())
}

// TestCableProtocol holds the frames to RFC 6455.
func TestCableProtocol(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		s := New(t, WithoutNetwork())
		c := dialCable(t, s)
		c.got()
		c.write(0x89, "hello")
		assert.Equal(t, []string{"8a hello"}, c.got(), "a ping has a pong")
		mine := identifierOf(s, s.AdminID)
		body, err := json.Marshal(object{"command": "subscribe", "identifier": mine})
		require.NoError(t, err)
		c.write(0x01, string(body[:20]))
		c.write(0x89, "")
		c.write(0x80, string(body[20:]))
		assert.Equal(t, []string{"8a ", confirmation(mine)}, c.got()[:2], "a message in two frames, with a ping between them")
		c.write(0x88, "\x03\xe8")
		assert.Equal(t, []string{"88 \x03\xe8"}, c.got())
		assert.True(t, c.isClosed())
		assert.Empty(t, s.Subscriptions())

		unmasked := dialCable(t, s)
		unmasked.got()
		_, err = unmasked.conn.Write([]byte{0x81, 0x02, '{', '}'})
		require.NoError(t, err)
		assert.True(t, unmasked.isClosed())
	})
}

// TestCableRefused are the handshakes that fail.
func TestCableRefused(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, body string
		fault      Fault
		status     int
	}{
		{"a proxy without upgrades", "Page not found", Fault{DropUpgrade: true}, http.StatusNotFound},
		{"too many requests", "Retry later\n", Fault{Status: http.StatusTooManyRequests, Body: "Retry later\n"}, http.StatusTooManyRequests},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := New(t)
			test.fault.Operation, test.fault.Count = "GET /cable", 1
			require.NoError(t, s.Fail(test.fault))
			resp := handshake(t, s)
			body, err := io.ReadAll(resp.Body)
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			assert.Equal(t, test.status, resp.StatusCode)
			assert.Equal(t, test.body, string(body))
			resp = handshake(t, s)
			assert.Equal(t, http.StatusSwitchingProtocols, resp.StatusCode)
			require.NoError(t, resp.Body.Close())
		})
	}
}

// TestCableBreaks shows what a client sees of each way to break.
func TestCableBreaks(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		how    SocketBreak
		frames []string // of 3 s, in which something happens
		closed bool
	}{
		{"cut", SocketCut, nil, true},
		{"half-open", SocketHalfOpen, nil, false},
		{"zombie", SocketZombie, []string{pingFrame(beat)}, false},
		{"restart", SocketRestart, []string{`81 {"type":"disconnect","reason":"server_restart","reconnect":true}`, "88 \x03\xe8"}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(t *testing.T) {
				s := New(t, WithoutNetwork())
				c := dialCable(t, s)
				c.command("subscribe", identifierOf(s, s.AdminID))
				c.got()
				assert.Equal(t, 1, s.BreakSockets(test.how))
				s.Simulate(Conversation{}).Says("hello")
				time.Sleep(beat)
				assert.Equal(t, test.frames, c.got())
				assert.Equal(t, test.closed, c.isClosed())
				assert.Empty(t, s.Subscriptions())
				assert.Zero(t, s.BreakSockets(test.how))
			})
		})
	}
}

// TestCableAudience shows who is told of what: colleagues outside the inbox, and customers, not of everything.
func TestCableAudience(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		s := New(t, WithoutNetwork())
		talk := s.Simulate(Conversation{})
		identifiers := []string{identifierOf(s, s.AdminID), identifierOf(s, s.AgentID), identifierOf(s, s.OutsiderID), sessionIdentifier}
		var clients []*cableClient
		for _, identifier := range identifiers {
			c := dialCable(t, s)
			c.command("subscribe", identifier)
			synctest.Wait()
			clients = append(clients, c)
		}
		events := func() [][]string {
			all := make([][]string, len(clients))
			for i, c := range clients {
				for _, frame := range c.got() {
					if name := parse(frame[3:]).(object); name["message"] != nil && name["type"] == nil {
						all[i] = append(all[i], name["message"].(object)["event"].(string))
					}
				}
			}
			return all
		}
		events()
		path := fmt.Sprintf("conversations/%d/", talk.ConversationID)
		rest(t, s, s.AgentToken, http.MethodPost, path+"messages", `{"content":"a note","private":true}`)
		assert.Equal(t, [][]string{{"message.created"}, {"message.created"}, nil, nil}, events())
		rest(t, s, s.AgentToken, http.MethodPost, path+"toggle_typing_status", `{"typing_status":"on","is_private":true}`)
		assert.Equal(t, [][]string{{"conversation.typing_on"}, nil, nil, {"conversation.typing_on"}}, events(), "but the typist")
		rest(t, s, s.AdminToken, http.MethodPost, "contacts", `{"name":"Zoe"}`)
		assert.Equal(t, [][]string{{"contact.created"}, {"contact.created"}, {"contact.created"}, nil}, events())
	})
}

// recordedFrame is an event that a server sent over the cable.
type recordedFrame struct {
	To, Event string
	Data      json.RawMessage
}

// TestConformanceCable makes this server send what two servers have sent, and compares the members of each event, by
// who it was for.
func TestConformanceCable(t *testing.T) {
	t.Parallel()
	for _, version := range recordedVersions {
		t.Run(version.name, func(t *testing.T) {
			t.Parallel()
			wanted, found := map[string]shape{}, map[string]shape{}
			for _, frame := range readLines[recordedFrame](t, version.name, "cable") {
				addFrame(wanted, frame)
			}
			inBubble(t, func(t *testing.T) {
				for _, frame := range cableStory(t, New(t, WithoutNetwork(), WithDialect(version.dialect))) {
					addFrame(found, frame)
				}
			})
			var notes []string
			for key, want := range wanted {
				if found[key] == nil {
					notes = append(notes, key+" is not sent")
					continue
				}
				for _, at := range compareMembers(want, found[key]) {
					notes = append(notes, key+": "+at)
				}
			}
			slices.Sort(notes)
			assert.Empty(t, notes)
		})
	}
}

func addFrame(shapes map[string]shape, frame recordedFrame) {
	key := frame.Event + " to " + frame.To
	if shapes[key] == nil {
		shapes[key] = shape{}
	}
	shapes[key].add("", parse(string(frame.Data)))
}

// compareMembers lists the members that only one side has, and those of different kinds.
func compareMembers(want, got shape) []string {
	var notes []string
	present := func(s shape, at string) bool { return s[at] != nil }
	parent := func(at string) string { return at[:max(0, strings.LastIndexAny(at, ".["))] }
	for at := range want {
		if !present(got, at) && present(got, parent(at)) && !isOptional(at) {
			notes = append(notes, "missing "+at)
		}
	}
	for at, kinds := range got {
		switch {
		case !present(want, at) && present(want, parent(at)) && !isOptional(at):
			notes = append(notes, "extra "+at)
		case present(want, at):
			for kind := range kinds {
				if base := plainKind(kind); base != "" && !slices.ContainsFunc(keysOf(want[at]), func(k string) bool { return plainKind(k) == base || plainKind(k) == "" }) {
					notes = append(notes, at+" is "+kind)
				}
			}
		}
	}
	return notes
}

func keysOf(kinds map[string]bool) []string {
	var list []string
	for kind := range kinds {
		list = append(list, kind)
	}
	return list
}

// plainKind takes a number for a number, and the empty for the full; null may stand for anything.
func plainKind(kind string) string {
	switch kind {
	case "null":
		return ""
	case "float":
		return "int"
	case "time":
		return "string"
	}
	return strings.TrimPrefix(kind, "empty ")
}

// isOptional reports whether a member depends on the state, and not on the event.
func isOptional(at string) bool {
	for _, prefix := range []string{
		".users.", ".contacts.", ".custom_attributes.", ".additional_attributes.", ".previous_changes.", "content_attributes.",
		".messages[].sender.", ".meta.assignee.", ".secondary_actor.", // of several kinds
	} {
		if strings.Contains(at, prefix) {
			return true
		}
	}
	return strings.HasSuffix(at, ".sender") || strings.HasSuffix(at, ".performer") || strings.HasSuffix(at, "[]") || strings.HasSuffix(at, ".echo_id")
}

// cableStory does what made the recorded servers send, and returns what comes.
func cableStory(t *testing.T, s *Server) []recordedFrame {
	t.Helper()
	admin := dialCable(t, s)
	admin.command("subscribe", identifierOf(s, s.AdminID))
	admin.got()
	admin.command("message", identifierOf(s, s.AdminID))
	s.change(func() { s.world.inbox(s.InboxID).fields["inbox_identifier"] = "inbox-key" })
	public := "/public/api/v1/inboxes/inbox-key/contacts"
	session := rest(t, s, "", http.MethodPost, public, `{"email":"cora@example.com","name":"Cora"}`)
	customer := dialCable(t, s)
	customer.command("subscribe", fmt.Sprintf(`{"channel":"RoomChannel","pubsub_token":%q}`, session["pubsub_token"]))
	customer.got()
	customer.command("message", fmt.Sprintf(`{"channel":"RoomChannel","pubsub_token":%q}`, session["pubsub_token"]))
	synctest.Wait()
	public += "/" + session["source_id"].(string) + "/conversations"
	conv := toText(rest(t, s, "", http.MethodPost, public, `{}`)["id"])
	post := func(token, path, body string) object {
		t.Helper()
		return rest(t, s, token, http.MethodPost, path, body)
	}
	own, mine := public+"/"+conv+"/", "conversations/"+conv+"/"
	post("", own+"messages", `{"content":"hello","echo_id":"e-9"}`)
	post(s.AdminToken, "labels", `{"label":{"title":"vip"}}`)
	post("", own+"toggle_typing", `{"typing_status":"on"}`)
	post("", own+"toggle_typing", `{"typing_status":"off"}`)
	sent := post(s.AgentToken, mine+"messages", `{"content":"hi","echo_id":"a-1"}`)
	post(s.AgentToken, mine+"messages", `{"content":"note","private":true}`)
	post(s.AgentToken, mine+"toggle_typing_status", `{"typing_status":"on","is_private":true}`)
	post(s.AgentToken, mine+"toggle_typing_status", `{"typing_status":"off","is_private":false}`)
	post("", own+"update_last_seen", ``)
	post(s.AgentToken, mine+"assignments", fmt.Sprintf(`{"assignee_id":%d}`, s.AdminID))
	post("", own+"messages", `{"content":"again"}`)
	post(s.AdminToken, mine+"assignments", fmt.Sprintf(`{"team_id":%d}`, s.TeamID))
	post(s.AgentToken, mine+"assignments", fmt.Sprintf(`{"assignee_id":%d}`, s.AdminID))
	post(s.AgentToken, mine+"messages", fmt.Sprintf(`{"content":"[@Amara](mention://user/%d/Amara) look","private":true}`, s.AdminID))
	post(s.AdminToken, mine+"labels", `{"labels":["vip"]}`)
	post(s.AdminToken, mine+"custom_attributes", `{"custom_attributes":{"a":1}}`)
	post(s.AdminToken, mine+"toggle_priority", `{"priority":"high"}`)
	post(s.AdminToken, mine+"toggle_status", `{"status":"resolved"}`)
	rest(t, s, s.AgentToken, http.MethodDelete, mine+"messages/"+toText(sent["id"]), "")
	created := post(s.AdminToken, "contacts", `{"name":"Zoe"}`)
	id := toText(created["payload"].(object)["contact"].(object)["id"])
	rest(t, s, s.AdminToken, http.MethodPatch, "contacts/"+id, `{"name":"Zoe 2"}`)
	other := post(s.AdminToken, "contacts", `{"name":"Zed"}`)
	post(s.AdminToken, "actions/contact_merge", fmt.Sprintf(`{"base_contact_id":%s,"mergee_contact_id":%s}`, id, toText(other["payload"].(object)["contact"].(object)["id"])))
	rest(t, s, s.AdminToken, http.MethodDelete, "contacts/"+id, "")

	var frames []recordedFrame
	for to, c := range map[string]*cableClient{"admin": admin, "customer": customer} {
		for _, text := range c.got() {
			var frame struct {
				Message json.RawMessage
			}
			require.NoError(t, json.Unmarshal([]byte(text[3:]), &frame))
			message := recordedFrame{To: to}
			if json.Unmarshal(frame.Message, &message) == nil && message.Event != "" {
				frames = append(frames, message)
			}
		}
	}
	return frames
}
