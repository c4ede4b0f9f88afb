package main

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/usendoto/ndoto-go/examples/internal/stage/stagetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestTheTalk(t *testing.T) {
	stagetest.Talk(t, example, `  customer  Hello!
       bot  You said: Hello!
`)
}
