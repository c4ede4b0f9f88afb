// Command chaos runs the client through a network that fails, and prints what came of it:
//
//	go run ./internal/chaos [-seed n] [-sends n]
//
// It runs the tests TestChaos... of the root package, which CI runs too: parts of them need the fake clock of
// testing/synctest.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"regexp"
	"strconv"
)

func main() {
	log.SetFlags(0)
	seed := flag.Uint64("seed", 0, "seed of the faults; 0 takes a new one for each part")
	sends := flag.Int("sends", 10_000, "calls of each row")
	flag.Parse()
	if err := run(*seed, *sends); err != nil {
		log.Fatalf("chaos: %v", err)
	}
}

// logged is a line that a test has logged: its place, and its text.
var logged = regexp.MustCompile(`^\s+\w+_test\.go:\d+: (.*)$`)

func run(seed uint64, sends int) error {
	cmd := exec.Command("go", "test", "-run", "Chaos", "-count=1", "-timeout=4h", "-v", ".", "-args",
		"-chaos.seed="+strconv.FormatUint(seed, 10), "-chaos.sends="+strconv.Itoa(sends))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if line := logged.FindStringSubmatch(lines.Text()); line != nil {
			fmt.Println(line[1])
		}
	}
	if err := cmd.Wait(); err != nil {
		return fmt.Errorf("something was lost, doubled or misreported: %w", err)
	}
	return nil
}
