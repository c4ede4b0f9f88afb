package ndototest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// WriteState writes what [Server.State] returns, as JSON, with each message on a line of its own. It takes little
// memory, and keeps nobody waiting: it reads one message at a time, so that one that changes meanwhile is written as it
// is by then. All else is as it was in one moment. No call of Write gets more than one conversation.
func (s *Server) WriteState(to io.Writer) error {
	s.mu.Lock()
	st, err := s.withoutMessages()
	messages := make([][][]*message, len(s.world.accounts))
	for i, w := range s.world.accounts {
		for _, conv := range w.threads {
			messages[i] = append(messages[i], slices.Clone(conv.messages))
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

// stateWriter writes up to the first error.
type stateWriter struct {
	server *Server
	to     io.Writer
	text   bytes.Buffer
	line   *json.Encoder // of text
	err    error
}

// account writes a state. The first of the messages are its own, and the others those of its Accounts.
func (w *stateWriter) account(st State, messages [][][]*message, indent string) {
	w.open(struct {
		State
		Conversations, Accounts *struct{} `json:",omitempty"` // in place of those of State
	}{State: st}, indent)
	w.list("Conversations", len(st.Conversations), indent, func(i int) {
		w.thread(st.Conversations[i], messages[0][i], indent+"  ")
		w.flush()
	})
	if len(st.Accounts) > 0 {
		w.list("Accounts", len(st.Accounts), indent, func(i int) { w.account(st.Accounts[i], messages[i+1:], indent+"  ") })
	}
	w.text.WriteString("\n" + indent + "}")
}

func (w *stateWriter) thread(t Thread, messages []*message, indent string) {
	w.open(struct {
		Thread
		Messages *struct{} `json:",omitempty"`
	}{Thread: t}, indent)
	w.list("Messages", len(messages), indent, func(i int) {
		w.server.mu.Lock()
		defer w.server.mu.Unlock()
		w.encode(w.line, messages[i].shared())
	})
	w.text.WriteString("\n" + indent + "}")
}

// open writes an object, but for its end.
func (w *stateWriter) open(value any, indent string) {
	e := json.NewEncoder(&w.text)
	e.SetIndent(indent, " ")
	w.encode(e, value)
	w.text.Truncate(max(0, w.text.Len()-len("\n"+indent+"}")))
}

// list adds a list to an object that has members.
func (w *stateWriter) list(name string, rows int, indent string, write func(i int)) {
	fmt.Fprintf(&w.text, ",\n%s %q: [", indent, name)
	for i := 0; i < rows && w.err == nil; i++ {
		if i > 0 {
			w.text.WriteString(",")
		}
		w.text.WriteString("\n" + indent + "  ")
		write(i)
	}
	w.text.WriteString("\n" + indent + " ]")
}

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
