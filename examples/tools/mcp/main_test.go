package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/examples/internal/tool"
	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/ndototest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var at = time.Now().Add(-time.Hour).Truncate(time.Second).UTC()

// assistant is connected to the server in memory.
type assistant struct {
	t       *testing.T
	session *mcp.ClientSession
}

func connect(t *testing.T, client *ndoto.Client, notes, replies bool) assistant {
	t.Helper()
	return connectWith(t, client, filepath.Join(t.TempDir(), "sent"), notes, replies)
}

// connectWith connects an assistant whose server has a file of what was sent.
func connectWith(t *testing.T, client *ndoto.Client, path string, notes, replies bool) assistant {
	t.Helper()
	file, err := openSentFile(path)
	require.NoError(t, err)
	here, there := mcp.NewInMemoryTransports()
	server, err := newServer(client, file, notes, replies).Connect(t.Context(), there, nil)
	require.NoError(t, err)
	session, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), here, nil)
	require.NoError(t, err)
	t.Cleanup(func() {
		assert.NoError(t, session.Close())
		assert.NoError(t, server.Wait())
		assert.NoError(t, file.Close())
	})
	return assistant{t, session}
}

func (a assistant) call(name string, args, out any) (problem string) {
	a.t.Helper()
	result, err := a.session.CallTool(a.t.Context(), &mcp.CallToolParams{Name: name, Arguments: args})
	if err != nil {
		return err.Error()
	}
	if result.IsError {
		return result.Content[0].(*mcp.TextContent).Text
	}
	data, err := json.Marshal(result.StructuredContent)
	require.NoError(a.t, err)
	require.NoError(a.t, json.Unmarshal(data, out))
	return ""
}

func (a assistant) tools() (names []string) {
	a.t.Helper()
	for tool, err := range a.session.Tools(a.t.Context(), nil) {
		require.NoError(a.t, err)
		names = append(names, tool.Name)
	}
	return names
}

func desktop(t *testing.T, d dialects.Dialect) *ndototest.Server {
	t.Helper()
	srv := ndototest.New(t, d.Options()...)
	srv.AddConversation(ndototest.Conversation{
		ContactID: srv.AddContact(ndototest.Contact{Name: "Ada"}), CreatedAt: at, Labels: []string{"vip"},
		Messages: []ndototest.Message{
			{Content: "Where is my parcel?", CreatedAt: at},
			{Content: "It was late", Type: "outgoing", Private: true, SenderKind: "user", SenderID: 1, CreatedAt: at},
		},
	})
	return srv
}

func TestWritingToolsNeedTheirFlags(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		client := desktop(t, d).Client()
		reading := []string{"read_conversation", "search_conversations"}
		assert.ElementsMatch(t, reading, connect(t, client, false, false).tools())
		assert.ElementsMatch(t, append(reading, "draft_note"), connect(t, client, true, false).tools())
		assert.ElementsMatch(t, append(reading, "reply_once"), connect(t, client, false, true).tools())
		write := writeInput{ConversationID: 1, Text: "Hi", Key: "1"}
		assert.Contains(t, connect(t, client, false, true).call("draft_note", write, nil), `unknown tool "draft_note"`)
	})
}

func TestSearchAndRead(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		a := connect(t, desktop(t, d).Client(), false, false)
		var search searchOutput
		require.Empty(t, a.call("search_conversations", searchInput{Text: "parcel"}, &search))
		assert.Equal(t, searchOutput{Conversations: []found{
			{ConversationID: 1, Customer: "Ada", CreatedAt: at, Matches: []string{"Where is my parcel?"}},
		}}, search)

		var read readOutput
		require.Empty(t, a.call("read_conversation", readInput{ConversationID: 1}, &read))
		assert.Equal(t, readOutput{Status: "open", Customer: "Ada", Labels: []string{"vip"}, Messages: []message{
			{From: "customer", Name: "Ada", At: at, Content: "Where is my parcel?"},
			{From: "note", Name: "Amara Admin", At: at, Content: "It was late"},
		}}, read)
		require.Empty(t, a.call("read_conversation", readInput{ConversationID: 1, Latest: 1}, &read))
		assert.Equal(t, "It was late", read.Messages[0].Content)
		assert.Contains(t, a.call("read_conversation", readInput{ConversationID: 9}, &read), "404")
	})
}

func TestRepliesAndNotesAreSentOnce(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := desktop(t, d)
		require.NoError(t, srv.Fail(ndototest.Fault{Operation: "POST conversations/*/messages", Count: 1, Cut: ndototest.CutAfterEffect}))
		var first, again, note writeOutput
		reply := writeInput{ConversationID: 1, Text: "It comes today.", Key: "a"}
		path := filepath.Join(t.TempDir(), "of", "mine", "sent.jsonl")
		require.Empty(t, connectWith(t, srv.Client(), path, true, true).call("reply_once", reply, &first))
		reply.Text = "It comes tomorrow."
		a := connectWith(t, srv.Client(), path, true, true) // as after a restart
		require.Empty(t, a.call("reply_once", reply, &again))
		assert.Equal(t, first, again)
		require.Empty(t, a.call("draft_note", writeInput{ConversationID: 1, Text: "A draft", Key: "a"}, &note))

		type sent struct {
			content string
			private bool
		}
		var got []sent
		for _, m := range srv.Messages(1)[2:] {
			got = append(got, sent{m.Content, m.Private})
		}
		assert.Equal(t, []sent{{"It comes today.", false}, {"A draft", true}}, got)
		assert.Contains(t, a.call("reply_once", writeInput{ConversationID: 1, Text: " ", Key: "b"}, nil), "text and key must not be empty")
		assert.Contains(t, a.call("reply_once", map[string]any{"conversation_id": 1, "text": "x"}, nil), "key")
	})
}

// TestAProcessThatDied had sent a reply, or not, and noted no more than that it would.
func TestAProcessThatDied(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		for name, arrived := range map[string]bool{"after it was sent": true, "before it was sent": false} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				srv := desktop(t, d)
				path := filepath.Join(t.TempDir(), "sent.jsonl")
				noted := `{"name":"reply:1:a","content":"It comes today."}` + "\n" + `{"name":"reply:1:b","con`
				require.NoError(t, os.WriteFile(path, []byte(noted), 0o600))
				if arrived {
					_, err := srv.Client().Messages.Create(t.Context(), 1, &ndoto.CreateMessageParams{Content: "It comes today."})
					require.NoError(t, err)
				}
				for range 2 {
					var out writeOutput
					a := connectWith(t, srv.Client(), path, false, true)
					require.Empty(t, a.call("reply_once", writeInput{ConversationID: 1, Text: "It comes today!", Key: "a"}, &out))
					assert.Equal(t, map[bool]string{true: "It comes today.", false: "It comes today!"}[arrived], out.Content)
				}
				assert.Len(t, srv.Messages(1), 3)
			})
		}
	})
}

func TestServerEndsAtOnceWithoutAToken(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := ndototest.New(t, d.Options()...)
		var errs bytes.Buffer
		m := command()
		m.Err = &errs
		m.Client = func() (*ndoto.Client, error) { return srv.NewClient("wrong") }
		assert.Equal(t, tool.Failed, m.Exec(context.Background()))
		assert.Contains(t, errs.String(), "copy the token from the profile settings")
	})
}
