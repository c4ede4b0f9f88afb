package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
)

// sentFile keeps what was sent, so that nothing is sent again after a restart: not every server shows the key of a
// message. It has a line for each message that is about to be sent, and one more for each that was.
type sentFile struct {
	mu      sync.Mutex // held while a message is sent
	file    *os.File
	entries map[string]entry
}

// entry is a message. Without an ID, it is open whether the message was sent.
type entry struct {
	Name    string `json:"name"`
	Content string `json:"content"`
	ID      int64  `json:"id,omitempty"`
}

// defaultSentFile is the file for an account, in the user's directory for such files.
func defaultSentFile(account int64) (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("%w; use -sent", err)
	}
	return filepath.Join(dir, "ndoto-mcp", fmt.Sprintf("account-%d.jsonl", account)), nil
}

func openSentFile(path string) (*sentFile, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	s := &sentFile{file: file, entries: map[string]entry{}}
	if err := s.read(); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), file.Close())
	}
	return s, nil
}

func (s *sentFile) read() error {
	in := bufio.NewReader(s.file)
	for {
		line, err := in.ReadBytes('\n')
		var e entry
		switch {
		case err != nil && len(line) == 0:
			return nil
		case err != nil: // it was cut off with the process that wrote it
			_, err = s.file.WriteString("\n")
			return err
		case len(bytes.TrimSpace(line)) > 0 && json.Unmarshal(line, &e) == nil:
			s.entries[e.Name] = e
		}
	}
}

func (s *sentFile) note(e entry) error {
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if _, err := s.file.Write(append(line, '\n')); err != nil {
		return err
	}
	s.entries[e.Name] = e
	return s.file.Sync()
}

func (s *sentFile) Close() error { return s.file.Close() }
