// Package yamlfile reads a YAML file that a person has written, and says what is wrong with it in words of YAML.
package yamlfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Read decodes the file into a struct. A field that the struct does not have is an error.
func Read(path string, into any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	err = decoder.Decode(into)
	var mismatch *yaml.TypeError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.EOF):
		return fmt.Errorf("%s is empty", path)
	case errors.As(err, &mismatch):
		var lines []string
		for _, line := range mismatch.Errors {
			line = unknownField.ReplaceAllString(line, "unknown field $1")
			lines = append(lines, wrongType.ReplaceAllString(line, "$1 does not fit here"))
		}
		return fmt.Errorf("%s: %s", path, strings.Join(lines, "; "))
	}
	return fmt.Errorf("%s: %s", path, strings.TrimPrefix(err.Error(), "yaml: "))
}

// What the decoder says names the types of the program.
var (
	unknownField = regexp.MustCompile(`field (\S+) not found in type .*`)
	wrongType    = regexp.MustCompile(`(?s)cannot unmarshal (.*) into .*`)
)
