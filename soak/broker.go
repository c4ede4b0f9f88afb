package soak

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/redis/go-redis/v9"

	"github.com/usendoto/ndoto-go/internal/wait"
	"github.com/usendoto/ndoto-go/natsqueue"
	"github.com/usendoto/ndoto-go/redisqueue"
	"github.com/usendoto/ndoto-go/webhook"
)

// Broker is a server that runs for a soak.
type Broker struct {
	// Kind is "redis" or "nats".
	Kind    string
	Address string
}

// Partitions is the number of partitions of the queue.
const Partitions = 12

const queueName = "soak"

// StartBroker runs a redis-server, which has to be installed, or a NATS server in this process.
func StartBroker(kind string) (b Broker, stop func(), err error) {
	dir, err := os.MkdirTemp("", "soak")
	if err != nil {
		return b, nil, err
	}
	var end func()
	switch kind {
	case "redis":
		b, end, err = startRedis(dir)
	case "nats":
		b, end, err = startNATS(dir)
	default:
		err = fmt.Errorf("the broker must be one of redis, nats, got %q", kind)
	}
	if err != nil {
		return b, nil, errors.Join(err, os.RemoveAll(dir))
	}
	return b, func() { end(); _ = os.RemoveAll(dir) }, nil
}

func startRedis(dir string) (Broker, func(), error) {
	address, err := freeAddress()
	if err != nil {
		return Broker{}, nil, err
	}
	_, port, _ := net.SplitHostPort(address)
	cmd := exec.Command("redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", dir)
	if err := cmd.Start(); err != nil {
		return Broker{}, nil, fmt.Errorf("%w: apt-get install redis-server", err)
	}
	stop := func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	client := redis.NewClient(&redis.Options{Addr: address})
	defer func() { _ = client.Close() }()
	for client.Ping(ctx).Err() != nil {
		if err := wait.For(ctx, 20*time.Millisecond); err != nil {
			stop()
			return Broker{}, nil, err
		}
	}
	return Broker{"redis", address}, stop, nil
}

func startNATS(dir string) (Broker, func(), error) {
	srv, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: dir, NoLog: true, NoSigs: true})
	if err != nil {
		return Broker{}, nil, err
	}
	srv.Start()
	if !srv.ReadyForConnections(10 * time.Second) {
		return Broker{}, nil, errors.New("the NATS server does not start")
	}
	return Broker{"nats", srv.ClientURL()}, func() { srv.Shutdown(); srv.WaitForShutdown() }, nil
}

// Connect connects to the broker.
func (b Broker) Connect(ctx context.Context) (queue webhook.Broker, disconnect func(), err error) {
	if b.Kind == "redis" {
		client := redis.NewClient(&redis.Options{Addr: b.Address, PoolSize: 4 * Partitions})
		queue, err = redisqueue.New(client, queueName, Partitions)
		return queue, func() { _ = client.Close() }, err
	}
	conn, err := nats.Connect(b.Address, nats.MaxReconnects(-1))
	if err != nil {
		return nil, nil, err
	}
	queue, err = natsqueue.New(ctx, conn, queueName, Partitions)
	return queue, conn.Close, err
}

// Left returns how many events and dead letters are on the broker.
func (b Broker) Left(ctx context.Context) (events, dead int, err error) {
	queue, disconnect, err := b.Connect(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer disconnect()
	for partition := range queue.Partitions() {
		messages, err := queue.Read(ctx, partition, "", 1000)
		if err != nil {
			return events, dead, err
		}
		events += len(messages)
	}
	for _, err := range queue.AllDeadLetters(ctx) {
		if err != nil {
			return events, dead, err
		}
		dead++
	}
	return events, dead, nil
}
