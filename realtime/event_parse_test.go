package realtime

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/jsontext"
	"github.com/usendoto/ndoto-go/internal/recording"
)

// recordedFrame is an event that a server sent to somebody.
type recordedFrame struct {
	Event string
	Data  json.RawMessage
}

// extras returns the members in the fields Extra of a value, by their places.
func extras(at string, v reflect.Value) []string {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return extras(at, v.Elem())
		}
	case reflect.Slice:
		var all []string
		if v.Type() == reflect.TypeFor[ndoto.Attributes]() && strings.HasSuffix(at, ".Extra") {
			for name := range jsontext.Members(v.Bytes()) {
				all = append(all, at+"."+name)
			}
			return all
		}
		for i := range v.Len() {
			all = append(all, extras(at+"[]", v.Index(i))...)
		}
		return all
	case reflect.Struct:
		var all []string
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() {
				all = append(all, extras(at+"."+field.Name, v.Field(i))...)
			}
		}
		return all
	}
	return nil
}

// besideRecords are members beside those of a record, which are in its Extra and also in fields of the event.
var besideRecords = []string{"account_id", "performer", "previous_changes", "is_private"}

// TestRecordedFrames parses what two servers sent: every kind is known, and every member has a field.
func TestRecordedFrames(t *testing.T) {
	t.Parallel()
	for version, frames := range map[string]int{"4.16": 71, "4.2": 70} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			recorded := recording.Lines[recordedFrame](t, "../ndototest/testdata/conformance/"+version+"/cable.jsonl.gz")
			assert.Len(t, recorded, frames)
			var left []string
			for _, frame := range recorded {
				e := parse(frame.Event, frame.Data, time.Now())
				_, unknown := e.(*Unknown)
				assert.False(t, unknown, frame.Event)
				assert.Equal(t, frame.Event, e.Info().Name)
				assert.NotZero(t, e.Info().AccountID, frame.Event)
				for _, place := range extras(frame.Event, reflect.ValueOf(e)) {
					if name := place[strings.LastIndex(place, ".")+1:]; !slices.Contains(besideRecords, name) {
						left = append(left, place)
					}
				}
			}
			assert.Empty(t, left)
		})
	}
}
