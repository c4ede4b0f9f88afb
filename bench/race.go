package main

import (
	"context"
	"runtime"
	"slices"
	"time"
)

// race is a contest on one kind of call. The first contestant is the client of this repository.
type race struct {
	name, short string
	charted     bool
	contestants []contestant
}

type contestant struct {
	name string
	call func(context.Context) error
}

type result struct {
	name                         string
	micros, ratio, allocs, bytes float64
}

// finished is a race that has been run.
type finished struct {
	short   string
	results []result
}

// run lets the contestants take turns.
func (r race) run(ctx context.Context, blocks, calls int) ([]result, error) {
	times := make([][]float64, len(r.contestants))
	results := make([]result, len(r.contestants))
	for i, c := range r.contestants {
		for range 2 * calls { // connections, pools and caches are warm
			if err := c.call(ctx); err != nil {
				return nil, err
			}
		}
		allocs, bytes, err := weigh(ctx, c, calls)
		if err != nil {
			return nil, err
		}
		results[i] = result{name: c.name, allocs: allocs, bytes: bytes}
	}
	for range blocks {
		for i, c := range r.contestants {
			runtime.GC()
			began := time.Now()
			for range calls {
				if err := c.call(ctx); err != nil {
					return nil, err
				}
			}
			times[i] = append(times[i], float64(time.Since(began).Nanoseconds())/1000/float64(calls))
		}
	}
	for i := range results {
		results[i].micros = median(times[i])
		var ratios []float64
		for b := range blocks {
			ratios = append(ratios, times[i][b]/times[0][b])
		}
		results[i].ratio = median(ratios)
	}
	return results, nil
}

// weigh counts what a call allocates.
func weigh(ctx context.Context, c contestant, calls int) (allocs, bytes float64, err error) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for range calls {
		if err := c.call(ctx); err != nil {
			return 0, 0, err
		}
	}
	runtime.ReadMemStats(&after)
	n := float64(calls)
	return float64(after.Mallocs-before.Mallocs) / n, float64(after.TotalAlloc-before.TotalAlloc) / n, nil
}

func median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}
