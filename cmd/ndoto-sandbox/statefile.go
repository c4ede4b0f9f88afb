package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/usendoto/ndoto-go/ndototest"
)

// load reads a state. It returns nil if there is no file yet.
func load(file string) (*ndototest.State, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var state ndototest.State
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber() // so large IDs keep their digits
	if err := decoder.Decode(&state); err != nil {
		return nil, fmt.Errorf("%s is not the state of a sandbox: %w", file, err)
	}
	return &state, nil
}

// keep saves the state after every change, until the context ends.
func keep(ctx context.Context, srv *ndototest.Server, file string) error {
	for {
		written := srv.Revision()
		if err := save(srv, file); err != nil {
			return err
		}
		if err := srv.Await(ctx, func() bool { return srv.Revision() > written }); err != nil {
			return save(srv, file)
		}
	}
}

// save replaces the file atomically.
func save(srv *ndototest.Server, file string) error {
	state, err := srv.State()
	if err != nil {
		return err
	}
	data, err := json.MarshalIndent(state, "", " ")
	if err != nil {
		return err
	}
	next, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(next.Name()) }()
	if _, err := next.Write(data); err != nil {
		_ = next.Close()
		return err
	}
	if err := next.Close(); err != nil {
		return err
	}
	return os.Rename(next.Name(), file)
}
