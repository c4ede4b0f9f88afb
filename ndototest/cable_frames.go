package ndototest

import (
	"bufio"
	"crypto/sha1" //nolint:gosec // RFC 6455 wants it in the handshake, where it protects nothing
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// The server's side of RFC 6455, as far as ActionCable needs it: text messages, pings, and closing.

type opcode byte

const (
	opContinuation opcode = 0x0
	opText         opcode = 0x1
	opClose        opcode = 0x8
	opPing         opcode = 0x9
	opPong         opcode = 0xA
)

const (
	acceptSuffix   = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
	cableProtocol  = "actioncable-v1-json"
	largestMessage = 1 << 20
	// writeTime is how long a client may leave its socket full.
	writeTime = 10 * time.Second
)

// isUpgrade reports whether a request asks for a websocket.
func isUpgrade(h http.Header) bool {
	return hasToken(h, "Connection", "upgrade") && hasToken(h, "Upgrade", "websocket") && h.Get("Sec-Websocket-Version") == "13" &&
		h.Get("Sec-Websocket-Key") != ""
}

// hasToken reports whether a header lists a token.
func hasToken(h http.Header, name, token string) bool {
	for _, line := range h.Values(name) {
		for part := range strings.SplitSeq(line, ",") {
			if strings.EqualFold(strings.TrimSpace(part), token) {
				return true
			}
		}
	}
	return false
}

// framed is a connection after the handshake. One goroutine may read while others write.
type framed struct {
	conn   net.Conn
	reader *bufio.Reader

	mu     sync.Mutex // of writing
	writer *bufio.Writer
}

// upgrade answers the handshake.
func upgrade(w http.ResponseWriter, r *http.Request) (*framed, error) {
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return nil, err
	}
	sum := sha1.Sum([]byte(r.Header.Get("Sec-Websocket-Key") + acceptSuffix)) //nolint:gosec // see above
	head := "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
		base64.StdEncoding.EncodeToString(sum[:]) + "\r\n"
	if hasToken(r.Header, "Sec-Websocket-Protocol", cableProtocol) {
		head += "Sec-WebSocket-Protocol: " + cableProtocol + "\r\n"
	}
	f := &framed{conn: conn, reader: buffered.Reader, writer: bufio.NewWriter(conn)}
	_ = conn.SetDeadline(time.Time{}) // net/http may have left one
	if _, err := io.WriteString(conn, head+"\r\n"); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return f, nil
}

// write sends messages, of one frame each.
func (f *framed) write(op opcode, messages ...[]byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.conn.SetWriteDeadline(time.Now().Add(writeTime)); err != nil {
		return err
	}
	for _, m := range messages {
		head := []byte{0x80 | byte(op), byte(min(len(m), 126))} // the last frame of its message
		switch n := len(m); {
		case n > 0xFFFF:
			head[1] = 127
			head = binary.BigEndian.AppendUint64(head, uint64(n))
		case n >= 126:
			head = binary.BigEndian.AppendUint16(head, uint16(n)) //nolint:gosec // it fits, see above
		}
		_, _ = f.writer.Write(head) // Flush returns the error
		_, _ = f.writer.Write(m)
	}
	return f.writer.Flush()
}

var (
	errUnmasked = errors.New("a client must mask its frames")
	errTooLong  = errors.New("the message is too long")
	errClosed   = errors.New("the client has closed the socket")
)

// read returns the next text message. It answers pings and closing on its own.
func (f *framed) read() ([]byte, error) {
	var message []byte
	for {
		op, last, payload, err := f.readFrame()
		if err != nil {
			return nil, err
		}
		switch op {
		case opPing:
			if err := f.write(opPong, payload); err != nil {
				return nil, err
			}
		case opClose:
			_ = f.write(opClose, payload[:min(len(payload), 2)]) // the code comes back
			return nil, errClosed
		case opText, opContinuation:
			if message = append(message, payload...); len(message) > largestMessage {
				return nil, errTooLong
			}
			if last {
				return message, nil
			}
		}
	}
}

func (f *framed) readFrame() (op opcode, last bool, payload []byte, err error) {
	var head [2]byte
	if _, err = io.ReadFull(f.reader, head[:]); err != nil {
		return 0, false, nil, err
	}
	n := uint64(head[1] & 0x7F)
	switch n {
	case 126:
		var long [2]byte
		_, err = io.ReadFull(f.reader, long[:])
		n = uint64(binary.BigEndian.Uint16(long[:]))
	case 127:
		var long [8]byte
		_, err = io.ReadFull(f.reader, long[:])
		n = binary.BigEndian.Uint64(long[:])
	}
	switch {
	case err != nil:
		return 0, false, nil, err
	case head[1]&0x80 == 0:
		return 0, false, nil, errUnmasked
	case n > largestMessage:
		return 0, false, nil, errTooLong
	}
	var mask [4]byte
	if _, err = io.ReadFull(f.reader, mask[:]); err != nil {
		return 0, false, nil, err
	}
	payload = make([]byte, n)
	if _, err = io.ReadFull(f.reader, payload); err != nil {
		return 0, false, nil, err
	}
	for i := range payload {
		payload[i] ^= mask[i%4]
	}
	return opcode(head[0] & 0x0F), head[0]&0x80 != 0, payload, nil
}
