package ndototest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// WriteState writes what [Server.State] returns as JSON, with each message on a line of its own. It does not hold the
// server up longer the more messages there are, and copies one at a time, so that one that changes meanwhile is
// written as it is when its turn comes. All else is as it was in one moment. A call of Write gets 64 KB or a little
// more, except for the first, which gets contacts and settings, and for long messages.
func (s *Server) WriteState(to io.Writer) error {
	s.mu.Lock()
	st, err := s.withoutMessages()
	messages := make([][][]sentMessage, len(s.world.accounts))
	for i, w := range s.world.accounts {
		for _, conv := range w.threads {
			messages[i] = append(messages[i], renderAll(conv.messages, func(m *message) sentMessage { return sentMessage{m, m.sender} }))
		}
	}
	s.mu.Unlock()
	if err != nil {
		return err
	}
	w := &stateWriter{server: s, to: to}
	w.line = json.NewEncoder(&w.text)
	w.account(st, messages, "")
	w.text.WriteString("\n")
	w.flush()
	return w.err
}

// sentMessage is a message with the sender that it had in one moment. A merge of contacts can give it another, whom a
// state of that moment does not have.
type sentMessage struct {
	*message
	sender int64
}

func (s *Server) read(m sentMessage) Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := m.copied()
	out.SenderID = m.sender
	return out
}

// stateWriter writes up to the first error.
type stateWriter struct {
	server *Server
	to     io.Writer
	text   bytes.Buffer
	line   *json.Encoder // of text
	err    error
}

// account writes a state. The first of the messages are its own, and the others those of its Accounts.
func (w *stateWriter) account(st State, messages [][][]sentMessage, indent string) {
	w.open(struct {
		State
		Conversations, Accounts *struct{} `json:",omitempty"` // in place of those of State
	}{State: st}, indent)
	w.list("Conversations", len(st.Conversations), indent, func(i int) { w.thread(st.Conversations[i], messages[0][i], indent+"  ") })
	if len(st.Accounts) > 0 {
		w.list("Accounts", len(st.Accounts), indent, func(i int) { w.account(st.Accounts[i], messages[i+1:], indent+"  ") })
	}
	w.text.WriteString(end(indent))
}

func (w *stateWriter) thread(t Thread, messages []sentMessage, indent string) {
	w.open(struct {
		Thread
		Messages *struct{} `json:",omitempty"` // in place of that of Thread
	}{Thread: t}, indent)
	w.list("Messages", len(messages), indent, func(i int) { w.encode(w.line, w.server.read(messages[i])) })
	w.text.WriteString(end(indent))
}

// open writes an object, but for its end.
func (w *stateWriter) open(value any, indent string) {
	e := json.NewEncoder(&w.text)
	e.SetIndent(indent, " ")
	w.encode(e, value)
	w.text.Truncate(max(0, w.text.Len()-len(end(indent))))
}

// end is that of an object.
func end(indent string) string { return "\n" + indent + "}" }

// list adds a list to an object that has members.
func (w *stateWriter) list(name string, rows int, indent string, write func(i int)) {
	if rows == 0 {
		fmt.Fprintf(&w.text, ",\n%s %q: null", indent, name)
		return
	}
	fmt.Fprintf(&w.text, ",\n%s %q: [", indent, name)
	for i := 0; i < rows && w.err == nil; i++ {
		if i > 0 {
			w.text.WriteString(",")
		}
		w.text.WriteString("\n" + indent + "  ")
		write(i)
		if w.text.Len() >= longWrite {
			w.flush()
		}
	}
	w.text.WriteString("\n" + indent + " ]")
}

// longWrite is what is collected for a write. One that is far shorter takes as long.
const longWrite = 64 << 10

func (w *stateWriter) encode(e *json.Encoder, value any) {
	if err := e.Encode(value); err != nil {
		w.fail(unwritable(err))
		return
	}
	w.text.Truncate(w.text.Len() - len("\n"))
}

func (w *stateWriter) flush() {
	if w.err == nil {
		_, err := w.to.Write(w.text.Bytes())
		w.fail(err)
	}
	w.text.Reset()
}

func (w *stateWriter) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}
