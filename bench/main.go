// Command bench measures this client beside a careful client by hand, beside the bare network, and beside the SDKs of
// GitHub, GitLab and DigitalOcean, in one run, on as many bytes, through the same server in a process of its own.
//
//	go run .              # from the directory bench; -blocks 40 -calls 64 are the defaults
//	go run . -svg ../docs/bench.svg -figures figures.json
//
// It prints a table, lines that benchstat reads, and a comparison with the figures that were committed last. Machines
// are noisy: the contestants run in blocks that take turns, and a ratio is the median of the ratios of neighboring
// blocks.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"text/tabwriter"
)

func main() {
	if os.Getenv(serverEnv) != "" {
		serve()
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	blocks := flags.Int("blocks", 40, "blocks of each contestant")
	calls := flags.Int("calls", 64, "calls in a block")
	svg := flags.String("svg", "", "write a chart into this `file`")
	figuresFile := flags.String("figures", "", "store the figures in this `file`, such as figures.json, which is what later runs compare with")
	if err := flags.Parse(args); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "ndoto-bench")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	srv, err := startServer(ctx, dir)
	if err != nil {
		return err
	}
	defer srv.stop()
	_, _ = fmt.Fprintf(out, "%s, %d CPUs, %d blocks of %d calls\n", runtime.Version(), runtime.NumCPU(), *blocks, *calls)
	before, err := parseFigures(committed)
	if err != nil {
		return err
	}
	var charted []result
	var all []finished
	for _, r := range races(srv) {
		results, err := r.run(ctx, *blocks, *calls)
		if err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
		r.print(out, results)
		all = append(all, finished{r.short, results})
		if r.charted {
			charted = results
		}
	}
	event, err := others(ctx, out, srv)
	if err != nil {
		return err
	}
	all = append(all, event)
	if err := before.compare(out, release(), all); err != nil {
		return err
	}
	if *figuresFile != "" {
		if err := store(*figuresFile, release(), all); err != nil {
			return err
		}
	}
	if *svg == "" {
		return nil
	}
	return os.WriteFile(filepath.Clean(*svg), []byte(chart(charted)), 0o600)
}

// print shows a race as a table, and for benchstat.
func (r race) print(out io.Writer, results []result) {
	_, _ = fmt.Fprintf(out, "\n## %s\n\n", r.name)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(w, "\tµs a call\tto ndoto\tallocations\tKB\t")
	for _, x := range results {
		_, _ = fmt.Fprintf(w, "%s\t%.1f\t%.2f\t%.0f\t%.1f\t\n", x.name, x.micros, x.ratio, x.allocs, x.bytes/1000)
	}
	_ = w.Flush()
	_, _ = fmt.Fprintln(out)
	for _, x := range results {
		_, _ = fmt.Fprintf(out, "Benchmark%s/%s 1 %.0f ns/op %.0f B/op %.0f allocs/op\n", r.short, strings.ReplaceAll(x.name, " ", "_"), x.micros*1000, x.bytes, x.allocs)
	}
}
