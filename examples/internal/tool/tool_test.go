package tool_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/usendoto/ndoto-go/examples/internal/tool"
)

func TestExitCodes(t *testing.T) {
	t.Parallel()
	type outcome struct {
		code     int
		err      string
		someHelp bool
	}
	ended, end := context.WithCancel(t.Context())
	end()
	misuse := func(why string) outcome {
		return outcome{code: tool.Misused, err: "demo: " + why + "\nSee demo --help.\n"}
	}
	for name, c := range map[string]struct {
		ctx  context.Context
		args []string
		err  error
		want outcome
	}{
		"done":         {want: outcome{code: tool.Done}},
		"help":         {args: []string{"--help"}, want: outcome{code: tool.Done, someHelp: true}},
		"unknown flag": {args: []string{"-x"}, want: misuse("flag provided but not defined: -x")},
		"not a number": {args: []string{"-days", "x"}, want: misuse(`invalid value "x" for flag -days: it is not a number`)},
		"an argument":  {args: []string{"x"}, want: misuse(`unknown argument "x"`)},
		"usage":        {err: tool.Usage("-days must be positive"), want: misuse("-days must be positive")},
		"failure":      {err: errors.New("ndoto: no"), want: outcome{code: tool.Failed, err: "demo: no\n"}},
		"interrupted":  {ctx: ended, err: context.Canceled, want: outcome{code: tool.Interrupted, err: "demo: interrupted\n"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out, errs bytes.Buffer
			demo := tool.New("demo", "Shows.")
			demo.Out, demo.Err = &out, &errs
			demo.Flags.Int("days", 0, "days")
			demo.Run = func(context.Context) error { return c.err }
			ctx := c.ctx
			if ctx == nil {
				ctx = t.Context()
			}
			code := demo.Exec(ctx, c.args...)
			assert.Equal(t, c.want, outcome{code, errs.String(), bytes.Contains(out.Bytes(), []byte("Exit codes:"))})
		})
	}
}
