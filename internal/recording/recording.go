// Package recording reads what real servers were asked and sent, for tests.
package recording

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"testing"
)

// longestLine is how long a line may be.
const longestLine = 1 << 24

// Lines reads a file of compressed lines, each of which is a JSON object.
func Lines[T any](t *testing.T, file string) []T {
	t.Helper()
	all, err := read[T](file)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return all
}

func read[T any](file string) (all []T, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	lines, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	scanner := bufio.NewScanner(lines)
	scanner.Buffer(nil, longestLine)
	for scanner.Scan() {
		var v T
		if err := json.Unmarshal(scanner.Bytes(), &v); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, scanner.Err()
}
