package sqlstore_test

import (
	"context"
	"database/sql"
	"log"

	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/usendoto/ndoto-go/sqlstore"
	"github.com/usendoto/ndoto-go/webhook"
)

// An event that comes again, to this process or another, is handled once.
func ExampleNew() {
	db, err := sql.Open("pgx", "postgres://localhost/support")
	if err != nil {
		log.Fatal(err)
	}
	store, err := sqlstore.New(db, "ndoto_store")
	if err != nil {
		log.Fatal(err)
	}
	if err := store.CreateTable(context.Background()); err != nil {
		log.Fatal(err)
	}
	receiver, err := webhook.NewReceiver(webhook.WithSecrets("0123456789abcdef"), webhook.WithStore(store, 0))
	if err != nil {
		log.Fatal(err)
	}
	_ = receiver
}
