package platform_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/url"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/platform"
)

// newServer stands for a server of your own, so that the examples run.
func newServer() (*ndototest.Server, *platform.Client) {
	srv, err := ndototest.Start()
	if err != nil {
		log.Fatal(err)
	}
	client, err := srv.PlatformClient() // platform.New(token, ndoto.WithBaseURL("https://desk.example.com"))
	if err != nil {
		log.Fatal(err)
	}
	return srv, client
}

// An account with an administrator, and an inbox in it. If it is interrupted, it can be run again.
func Example() {
	srv, client := newServer()
	defer srv.Close()
	ctx := context.Background()

	account, created, err := client.Accounts.Ensure(ctx, &platform.AccountParams{Name: ndoto.Set("Acme")})
	if err != nil {
		log.Fatal(err)
	}
	user, err := client.Users.Create(ctx, &platform.UserParams{
		Name: ndoto.Set("Uma"), Email: ndoto.Set("uma@acme.example"), Password: "Correct-horse-7",
	})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Accounts.SetMember(ctx, account.ID, user.ID, platform.Administrator); err != nil {
		log.Fatal(err)
	}
	desk, err := ndoto.New(account.ID, string(user.AccessToken), ndoto.WithBaseURL(srv.URL))
	if err != nil {
		log.Fatal(err)
	}
	inbox, _, err := desk.Inboxes.Ensure(ctx, "App", ndoto.APIChannel{}, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(account.Name, created, inbox.Name)
	// Output: Acme true App
}

// Send the browser there with http.Redirect, once you know that it is the user who asks.
func ExampleUsersService_LoginURL() {
	srv, client := newServer()
	defer srv.Close()
	ctx := context.Background()
	user, err := client.Users.Create(ctx, &platform.UserParams{
		Name: ndoto.Set("Uma"), Email: ndoto.Set("uma@acme.example"), Password: "Correct-horse-7",
	})
	if err != nil {
		log.Fatal(err)
	}
	link, err := client.Users.LoginURL(ctx, user.ID)
	if err != nil {
		log.Fatal(err)
	}
	parsed, err := url.Parse(link)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(parsed.Path)
	// Output: /app/login
}

// Nobody can use the account until it is active again.
func ExampleAccountsService_Update() {
	srv, client := newServer()
	defer srv.Close()
	ctx := context.Background()
	account, _, err := client.Accounts.Ensure(ctx, &platform.AccountParams{Name: ndoto.Set("Acme")})
	if err != nil {
		log.Fatal(err)
	}
	account, err = client.Accounts.Update(ctx, account.ID, &platform.AccountParams{Status: ndoto.Set(platform.Suspended)})
	switch {
	case errors.Is(err, ndoto.ErrForbidden):
		log.Fatal("another app has opened this account")
	case err != nil:
		log.Fatal(err)
	}
	fmt.Println(account.Status)
	// Output: suspended
}
