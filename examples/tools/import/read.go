package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"

	"github.com/usendoto/ndoto-go/examples/tools/internal/record"
)

// row is a record of a file, or what is wrong with it.
type row struct {
	record.Record
	line    int
	problem error
}

// reader iterates over the records of a file. It ends with an error if the file cannot be read on.
type reader func(path string) iter.Seq2[row, error]

var readers = map[string]reader{".jsonl": fromFile(jsonLines), ".csv": fromFile(csvRows)}

func fromFile(read func(io.Reader) iter.Seq2[row, error]) reader {
	return func(path string) iter.Seq2[row, error] {
		return func(yield func(row, error) bool) {
			file, err := os.Open(path)
			if err != nil {
				yield(row{}, err)
				return
			}
			defer func() { _ = file.Close() }() // it was only read
			read(file)(yield)
		}
	}
}

func jsonLines(file io.Reader) iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		in := bufio.NewReader(file)
		for line := 1; ; line++ {
			data, err := in.ReadBytes('\n')
			if err != nil && !errors.Is(err, io.EOF) {
				yield(row{}, err)
				return
			}
			if len(bytes.TrimSpace(data)) > 0 {
				r := row{line: line}
				decoder := json.NewDecoder(bytes.NewReader(data))
				decoder.DisallowUnknownFields() // a member with a wrong name would be lost without a word
				r.problem = decoder.Decode(&r.Record)
				if !yield(r, nil) {
					return
				}
			}
			if err != nil {
				return
			}
		}
	}
}

// csvRows joins the rows of a conversation.
func csvRows(file io.Reader) iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		in := csv.NewReader(file)
		header, err := in.Read()
		if err != nil {
			yield(row{}, fmt.Errorf("the header: %w", err))
			return
		}
		header[0] = string(bytes.TrimPrefix([]byte(header[0]), []byte("\ufeff"))) // spreadsheets write one
		for _, column := range header {
			if !slices.Contains(record.Columns, column) {
				yield(row{}, fmt.Errorf("unknown column %q; these are known: %v", column, record.Columns))
				return
			}
		}
		var pending *row
		for {
			next, err := csvRow(in, header)
			if err != nil && !errors.Is(err, io.EOF) {
				yield(row{}, err)
				return
			}
			if err == nil && pending != nil && next.ID != "" && next.ID == pending.ID {
				pending.Messages = append(pending.Messages, next.Messages...)
				if pending.problem == nil && next.problem != nil { // the conversation is imported whole or not at all
					pending.problem, pending.line = next.problem, next.line
				}
				continue
			}
			if pending != nil && !yield(*pending, nil) || err != nil {
				return
			}
			pending = &next
		}
	}
}

func csvRow(in *csv.Reader, header []string) (r row, err error) {
	in.FieldsPerRecord = -1 // a row of another length is only one bad row
	values, err := in.Read()
	if err != nil {
		return row{}, err
	}
	r.line, _ = in.FieldPos(0)
	if len(values) != len(header) {
		r.problem = fmt.Errorf("the row has %d columns, the header %d", len(values), len(header))
		return r, nil
	}
	byColumn := map[string]string{}
	for i, column := range header {
		byColumn[column] = values[i]
	}
	r.Record, r.problem = record.FromRow(byColumn)
	return r, nil
}
