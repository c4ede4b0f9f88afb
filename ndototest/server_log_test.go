package ndototest

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestRequestLogForgetsTexts(t *testing.T) {
	t.Parallel()
	var log requestLog
	body, answer := make([]byte, keptBodies/4), make([]byte, keptAnswers/2)
	for i := range 6 {
		log.add(Request{Path: strconv.Itoa(i), Body: body, Answer: answer}, nil)
	}
	assert.Equal(t, []Request{
		{Path: "0"}, {Path: "1"}, {Path: "2", Body: body}, {Path: "3", Body: body}, {Path: "4", Body: body, Answer: answer}, {Path: "5", Body: body, Answer: answer},
	}, log.requests())

	log.add(Request{Path: "6", Answer: make([]byte, keptAnswers+1)}, nil)
	assert.False(t, slices.ContainsFunc(log.requests(), func(r Request) bool { return r.Answer != nil }), "which is too long by itself")
}

func TestRequestLogForgetsRequests(t *testing.T) {
	t.Parallel()
	var log requestLog
	text := make([]byte, 2*keptAnswers/logSize) // so that all answers of a log are twice as long as what is kept of them
	for i := range logSize + 1 {
		log.add(Request{Status: i, Body: text, Answer: text}, nil)
	}
	assert.Len(t, log.entries, logSize/2+1)
	assert.Equal(t, []Request{{Status: logSize / 2, Body: text, Answer: text}, {Status: logSize/2 + 1, Body: text, Answer: text}}, log.requests()[:2])
	kept := (logSize/2 + 1) * len(text)
	assert.Equal(t, []loggedTexts{{bytes: kept}, {bytes: kept}}, []loggedTexts{log.bodies, log.answers})
}

// TestBuffersAreUsedAgain once a response was sent, the log has dropped it, and nobody was shown it.
func TestBuffersAreUsedAgain(t *testing.T) {
	t.Parallel()
	var log requestLog
	text := make([]byte, keptAnswers/2)
	respond := func() *buffer {
		b := log.buffers.copyOf(text)
		log.add(Request{Answer: b.text}, b)
		return b
	}
	first, second := respond(), respond()
	log.buffers.release(first)
	third := respond()
	fourth := respond()
	assert.Same(t, first, fourth, "the third one took its place in the log")
	assert.NotSame(t, first, third)

	log.buffers.release(fourth)
	log.requests()
	for range 4 {
		sent := respond()
		assert.False(t, slices.Contains([]*buffer{first, second, third}, sent), "it is still sent, or was shown")
		log.buffers.release(sent)
	}
}

func TestBufferThatNobodySawIsFree(t *testing.T) {
	t.Parallel()
	var log requestLog
	b := log.buffers.copyOf(make([]byte, longText))
	log.add(Request{Status: 304}, b)
	log.buffers.release(b)
	assert.Equal(t, []*buffer{b}, log.buffers.free)
}

func TestBufferFits(t *testing.T) {
	t.Parallel()
	var all buffers
	long := all.copyOf(make([]byte, 100))
	all.release(long)
	assert.NotSame(t, long, all.copyOf(make([]byte, 49)), "it would keep twice what it is for")
	assert.NotSame(t, long, all.copyOf(make([]byte, cap(long.text)+1)))
	assert.Same(t, long, all.copyOf([]byte(strings.Repeat("x", 60))))
	assert.Equal(t, strings.Repeat("x", 60), string(long.text))
	for range maxBuffers + 1 {
		all.release(&buffer{users: 1})
	}
	assert.Len(t, all.free, maxBuffers)
}
