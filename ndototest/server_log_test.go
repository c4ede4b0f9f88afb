package ndototest

import (
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestRequestLogForgetsTexts(t *testing.T) {
	t.Parallel()
	var log requestLog
	body, answer := make([]byte, keptBodies/4), make([]byte, keptAnswers/2)
	for i := range 6 {
		log.add(Request{Path: strconv.Itoa(i), Body: body, Answer: answer})
	}
	assert.Equal(t, []Request{
		{Path: "0"}, {Path: "1"}, {Path: "2", Body: body}, {Path: "3", Body: body}, {Path: "4", Body: body, Answer: answer}, {Path: "5", Body: body, Answer: answer},
	}, log.entries)

	log.add(Request{Path: "6", Answer: make([]byte, keptAnswers+1)})
	assert.False(t, slices.ContainsFunc(log.entries, func(r Request) bool { return r.Answer != nil }), "which is too long by itself")
}

func TestRequestLogForgetsRequests(t *testing.T) {
	t.Parallel()
	var log requestLog
	text := make([]byte, 2*keptAnswers/logSize) // so that all answers of a log are twice as long as what is kept of them
	for i := range logSize + 1 {
		log.add(Request{Status: i, Body: text, Answer: text})
	}
	assert.Len(t, log.entries, logSize/2+1)
	assert.Equal(t, []Request{{Status: logSize / 2, Body: text, Answer: text}, {Status: logSize/2 + 1, Body: text, Answer: text}}, log.entries[:2])
	kept := (logSize/2 + 1) * len(text)
	assert.Equal(t, []loggedTexts{{bytes: kept}, {bytes: kept}}, []loggedTexts{log.bodies, log.answers})
}
