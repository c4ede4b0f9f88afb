package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/bot/bottest"
	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/ndototest"
)

// TestMain is also the processes of the demonstration.
func TestMain(m *testing.M) {
	if becomeReplica() {
		if err := serve(context.Background()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// TestTwoProcessesThatAreKilled answer each customer once.
func TestTwoProcessesThatAreKilled(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"redis", "nats"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			require.NoError(t, demonstration{kind: kind, customers: 6, shopTime: 2 * time.Second, out: &out}.run(t.Context()))
			assert.Contains(t, out.String(), "6 customers, 2 processes killed: every answer came once, and the team has 6 notes.")
		})
	}
}

func build(client *ndoto.Client, opts ...bot.Option) (*bot.Bot, error) {
	return newBot(client, standIn, opts...)
}

func TestAnOrder(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		bottest.Run(t, build, func(b *bottest.Bench) {
			c := b.Conversation()
			c.Says("hello")
			c.Expect("How can we help?")
			require.NoError(t, c.Picks("My order"))
			c.Expect("What is the number of your order? It looks like A-1007.")
			c.Says("which number?")
			c.Expect("What is the number of your order? It looks like A-1007.")
			c.Says("A-0000")
			c.Expect("One moment, we are looking it up.", "We do not know the order A-0000.")
			c.Says("sorry, A-1007")
			c.Expect("One moment, we are looking it up.", "Here is your order A-1007.")
			last := b.Desk.Messages(c.ConversationID)
			card := last[len(last)-1]
			assert.Equal(t, "cards", card.ContentType)
			assert.Equal(t, []any{map[string]any{
				"title": "A-1007: shipped", "actions": []any{map[string]any{"text": "Track it", "type": "link", "uri": "https://shop.example/orders/A-1007"}},
			}}, card.ContentAttributes["items"])
		}, d.Options()...)
	})
}

// TestTheLanguage is remembered for another conversation of the customer, in another process.
func TestTheLanguage(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		bottest.Run(t, build, func(b *bottest.Bench) {
			c := b.Conversation()
			c.Says("bonjour")
			c.Expect("How can we help?")
			require.NoError(t, c.Picks("Français"))
			c.Expect("Comment pouvons-nous vous aider ?")
			b.Wait(time.Second) // what it has sent comes back to it, and would open the conversation if it were dead
			b.Kill()
			b.Start()
			c.Says("A-1007")
			c.Expect("Un instant, nous cherchons.", "Voici votre commande A-1007.")
		}, d.Options()...)
	})
}

func TestThePersonIsThere(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		bottest.Run(t, build, func(b *bottest.Bench) {
			c := b.Conversation()
			c.Says("I want a refund")
			c.Expect("How can we help?")
			c.Says("Agent!")
			c.Expect("A colleague will answer you in a moment.")
			b.Wait(time.Second)
			assert.Equal(t, "open", c.Status())
			assert.Contains(t, c.Transcript(), "The customer needs a person. Last: Agent!")
			c.Says("are you there?")
			c.ExpectSilence(time.Minute)
		}, d.Options()...)
	})
}

// TestTheShopIsDown ends with a person.
func TestTheShopIsDown(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		down := func(context.Context, string) (order, error) { return order{}, os.ErrDeadlineExceeded }
		withoutShop := func(client *ndoto.Client, opts ...bot.Option) (*bot.Bot, error) { return newBot(client, down, opts...) }
		bottest.Run(t, withoutShop, func(b *bottest.Bench) {
			c := b.Conversation()
			c.Says("A-1007")
			c.Expect("One moment, we are looking it up.", "A colleague will answer you in a moment.")
			b.Wait(time.Second)
			assert.Equal(t, "open", c.Status())
		}, d.Options()...)
	})
}

func TestAllThatIsMissingIsToldAtOnce(t *testing.T) {
	for _, v := range variables {
		t.Setenv(v.Name, "")
	}
	err := serve(t.Context())
	for _, name := range []string{"NDOTO_API_TOKEN", "NDOTO_ACCOUNT_ID", "NDOTO_WEBHOOK_SECRET", "NDOTO_USER_TOKEN", "BROKER_URL"} {
		require.ErrorContains(t, err, name)
	}
}

func TestABrokerThatIsNotThere(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		desk := ndototest.New(t, d.Options()...)
		for name, value := range map[string]string{
			"NDOTO_API_TOKEN": desk.BotToken, "NDOTO_ACCOUNT_ID": "1", "NDOTO_WEBHOOK_SECRET": "secret", "NDOTO_USER_TOKEN": desk.AdminToken, "NDOTO_BASE_URL": desk.URL,
		} {
			t.Setenv(name, value)
		}
		t.Setenv("BROKER_URL", "nats://127.0.0.1:1")
		require.ErrorContains(t, serve(t.Context()), "nats: no servers available")
		t.Setenv("BROKER_URL", "redis://localhost/nonsense")
		require.ErrorContains(t, serve(t.Context()), "redis: invalid database number")
	})
}

func TestTheProgram(t *testing.T) {
	t.Parallel()
	program := t.TempDir() + "/support"
	built, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".").CombinedOutput()
	require.NoError(t, err, string(built))
	out, err := exec.CommandContext(t.Context(), program, "--help").CombinedOutput()
	require.NoError(t, err)
	for _, want := range []string{"-demo", "BROKER_URL", "NDOTO_USER_TOKEN"} {
		assert.Contains(t, string(out), want)
	}
	for _, c := range []struct{ flag, value, want string }{
		{"-demonstrate", "", "support: flag provided but not defined: -demonstrate\nSee support --help.\n"},
		{"-demo", "kafka", "support: invalid value \"kafka\" for flag -demo: it must be redis or nats\nSee support --help.\n"},
	} {
		out, err = exec.CommandContext(t.Context(), program, c.flag, c.value).CombinedOutput()
		require.EqualError(t, err, "exit status 2")
		assert.Equal(t, c.want, string(out))
	}

	interrupted := exec.CommandContext(t.Context(), program, "-demo", "nats")
	said, err := interrupted.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, interrupted.Start())
	_, err = said.Read(make([]byte, 1)) // it has begun
	require.NoError(t, err)
	require.NoError(t, interrupted.Process.Signal(os.Interrupt))
	_, err = io.Copy(io.Discard, said)
	require.NoError(t, err)
	require.EqualError(t, interrupted.Wait(), "exit status 130")
}

// TestTheBotIsShort counts the lines of the program that are neither imports nor comments, without the stand-in for the
// shop and the demonstration.
func TestTheBotIsShort(t *testing.T) {
	t.Parallel()
	lines := 0
	for _, file := range []string{"main.go", "bot.go", "words.go"} {
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		imports := false
		for line := range strings.Lines(string(source)) {
			line = strings.TrimSpace(line)
			imports = imports && line != ")" || line == "import ("
			if !imports && line != "" && !strings.HasPrefix(line, "//") && !strings.HasPrefix(line, "import ") {
				lines++
			}
		}
	}
	assert.LessOrEqual(t, lines, 150)
	t.Logf("%d lines", lines)
}
