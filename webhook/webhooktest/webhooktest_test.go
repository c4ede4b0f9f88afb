package webhooktest_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/usendoto/ndoto-go/webhook"
	"github.com/usendoto/ndoto-go/webhook/webhooktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestTheStoreInMemory(t *testing.T) {
	t.Parallel()
	webhooktest.TestStore(t, webhook.NewMemoryStore(0))
}

func TestTheBrokerInMemory(t *testing.T) {
	t.Parallel()
	b := webhooktest.NewBroker(4)
	webhooktest.TestBroker(t, func(*testing.T) webhook.Broker { return b })
}
