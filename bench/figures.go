package main

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"text/tabwriter"
)

// committed holds the figures of the last commit that changed them, for each release of Go.
//
//go:embed figures.json
var committed []byte

// figures are what holds on any machine: ratios, and what a call allocates. They are keyed by the release of Go, the
// race and the contestant.
type figures map[string]map[string]map[string]figure

type figure struct {
	// Ratio is how many times as long as ndoto it takes.
	Ratio       float64 `json:"ratio"`
	Allocations float64 `json:"allocations"`
	KB          float64 `json:"kb"`
}

// A change below these does not show over the noise of a machine that does other things, too.
const (
	ratioNoise  = 0.07
	memoryNoise = 0.03
)

// release is the release of Go without its patch, such as go1.26.
func release() string {
	parts := strings.SplitN(runtime.Version(), ".", 3)
	return strings.Join(parts[:min(len(parts), 2)], ".")
}

func parseFigures(data []byte) (figures, error) {
	f := figures{}
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("figures.json: %w", err)
	}
	return f, nil
}

// with returns the figures with the results of this release in place of the former ones.
func (f figures) with(release string, races []finished) figures {
	f[release] = map[string]map[string]figure{}
	for _, r := range races {
		contestants := map[string]figure{}
		for _, x := range r.results {
			contestants[x.name] = figure{round(x.ratio, 100), round(x.allocs, 1), round(x.bytes/1000, 10)}
		}
		f[release][r.short] = contestants
	}
	return f
}

// write stores the figures in a file.
func (f figures) write(name string) error {
	data, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(name, append(data, '\n'), 0o600)
}

func round(x, parts float64) float64 { return float64(int64(x*parts+0.5)) / parts }

// compare prints what was measured next to the committed figures, and marks what is lost.
func (f figures) compare(out io.Writer, release string, races []finished) error {
	_, _ = fmt.Fprintf(out, "\n## Compared with the committed figures (%s)\n\n", lastCommit())
	if f[release] == nil {
		_, err := fmt.Fprintf(out, "There are none for %s: store these with -figures figures.json\n", release)
		return err
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(w, "\t\tnow\tcommitted\tchange\t\t")
	line := func(race, what string, now, then float64, format string, lost bool) {
		mark := ""
		if lost {
			mark = "LOSS"
		}
		_, _ = fmt.Fprintf(w, "%s\t%s\t"+format+"\t"+format+"\t%+.0f %%\t%s\t\n", race, what, now, then, (now/then-1)*100, mark)
	}
	for _, r := range races {
		for i, x := range r.results {
			then, known := f[release][r.short][x.name]
			switch {
			case !known:
				_, _ = fmt.Fprintf(w, "%s\t%s\tnot in the committed figures\t\t\t\t\n", r.short, x.name)
			case i == 0:
				line(r.short, x.name+": allocations", x.allocs, then.Allocations, "%.0f", x.allocs > then.Allocations*(1+memoryNoise)+1)
				line(r.short, x.name+": KB", x.bytes/1000, then.KB, "%.1f", x.bytes/1000 > then.KB*(1+memoryNoise))
			default:
				line(r.short, x.name+": times as long", x.ratio, then.Ratio, "%.2f", x.ratio < then.Ratio*(1-ratioNoise))
			}
		}
	}
	return w.Flush()
}

// lastCommit names the commit of the figures, if this is a clone.
func lastCommit() string {
	name, err := exec.Command("git", "log", "-1", "--format=%h of %cs", "--", "figures.json").Output()
	if text := strings.TrimSpace(string(name)); err == nil && text != "" {
		return text
	}
	return "not in a clone"
}

// store writes the figures of this release next to those of others.
func store(name, release string, races []finished) error {
	data, err := os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) {
		data, err = []byte("{}"), nil
	}
	if err != nil {
		return err
	}
	f, err := parseFigures(data)
	if err != nil {
		return err
	}
	return f.with(release, races).write(name)
}
