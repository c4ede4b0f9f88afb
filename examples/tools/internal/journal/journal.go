// Package journal keeps what a long run has finished, so that the next run continues after it.
package journal

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// Journal is a file with a line for each finished item. Its first line says what the run is about.
type Journal struct {
	file *os.File
	done map[string]bool
	last int64
}

// Open opens or creates a journal. A journal of a run about something else is an error.
func Open(path, about string) (*Journal, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	j := &Journal{file: file, done: map[string]bool{}}
	if err := j.read(path, about); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return j, nil
}

func (j *Journal) read(path, about string) error {
	in := bufio.NewReader(j.file)
	size := int64(0)
	for {
		line, err := in.ReadString('\n')
		if errors.Is(err, io.EOF) { // what remains was cut off with the process that wrote it
			break
		}
		if err != nil {
			return err
		}
		line = line[:len(line)-1]
		if size == 0 && line != about {
			return fmt.Errorf("%s belongs to another run (%s); delete it to begin anew", path, line)
		}
		if size > 0 {
			offset, id, _ := strings.Cut(line, " ")
			if j.last, err = strconv.ParseInt(offset, 10, 64); err != nil {
				return fmt.Errorf("%s is damaged: %q", path, line)
			}
			j.done[id] = true
		}
		size += int64(len(line)) + 1
	}
	if err := j.file.Truncate(size); err != nil {
		return err
	}
	if _, err := j.file.Seek(size, io.SeekStart); err != nil || size > 0 {
		return err
	}
	_, err := fmt.Fprintln(j.file, about)
	return err
}

// Done reports whether an item was finished, in this run or an earlier one.
func (j *Journal) Done(id string) bool { return j.done[id] }

// Len is the number of finished items.
func (j *Journal) Len() int { return len(j.done) }

// Last is the offset of the item that was finished last.
func (j *Journal) Last() int64 { return j.last }

// Finish notes that an item is finished. The offset is the caller's: how long its output is by now, for example.
func (j *Journal) Finish(id string, offset int64) error {
	if _, err := fmt.Fprintf(j.file, "%d %s\n", offset, id); err != nil {
		return err
	}
	j.done[id], j.last = true, offset
	return j.file.Sync()
}

// Close keeps the journal.
func (j *Journal) Close() error { return j.file.Close() }

// Remove closes the journal of a run that is complete, and deletes it.
func (j *Journal) Remove() error {
	return errors.Join(j.file.Close(), os.Remove(j.file.Name()))
}
