package webhook

import (
	"context"
	"crypto/subtle"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// Tenant is whose webhook a request is for, on a receiver of several accounts or servers.
type Tenant struct {
	// ID keeps the events of tenants apart: two servers use the same numbers. It is the Delivery.Tenant of the events.
	ID string
	// Secrets are those of the tenant's webhooks, and each is enough. Without one the request is refused with 401.
	Secrets []string
}

// verifier finds out who sends.
type verifier struct {
	signature  Signature
	signed     bool
	tenants    func(*http.Request) (Tenant, error)
	secrets    func(context.Context) ([]string, error) // of WithSecretsFunc, which is tenants, too
	urlToken   string
	unverified bool
}

func (v *verifier) check() error {
	if !v.signed && v.tenants == nil && v.urlToken == "" && !v.unverified {
		return fmt.Errorf("%w: everybody could send events: give WithSecrets, WithURLToken for servers that do not sign, or WithoutVerification", ErrBadInput)
	}
	if v.tenants != nil && len(v.signature.Secrets) > 0 {
		return fmt.Errorf("%w: WithSecretsFunc and WithTenants take the place of the secrets of WithSecrets: give one of them", ErrBadInput)
	}
	return nil
}

// verification is that of one request, whose body has not come yet.
type verification struct {
	signature Signature
	signed    bool
	tenant    string
}

// begin does what needs no body.
func (v *verifier) begin(req *http.Request) (verification, error) {
	c := verification{signature: v.signature, signed: v.signed || v.tenants != nil}
	if v.urlToken != "" {
		switch given := req.URL.Query().Get("token"); {
		case given == "":
			return c, fmt.Errorf("%w: the address has no parameter token", ErrUnsigned)
		case subtle.ConstantTimeCompare([]byte(given), []byte(v.urlToken)) != 1:
			return c, fmt.Errorf("%w: the token of the address is another than that of WithURLToken", ErrSignature)
		}
	}
	if !c.signed {
		return c, nil
	}
	if len(c.signature.signaturesOf(req.Header)) == 0 {
		return c, errUnsigned
	}
	if v.tenants != nil {
		tenant, err := v.tenants(req)
		switch {
		case err != nil:
			return c, fmt.Errorf("webhook: the secrets were not found: %w", err)
		case len(tenant.Secrets) == 0:
			return c, fmt.Errorf("%w: there is no secret for it", ErrSignature)
		}
		c.tenant, c.signature.Secrets = tenant.ID, tenant.Secrets
	}
	return c, nil
}

// end verifies the body, and notes in the delivery what the headers say.
func (c verification) end(h http.Header, d *Delivery) error {
	if !c.signed {
		d.ID = c.signature.header(h, "Delivery")
		return nil
	}
	match, err := c.signature.verify(h, d.Body, d.Received)
	if err != nil {
		return err
	}
	d.ID, d.signature = h.Get(match.prefix+"Delivery"), match.mac
	return nil
}

// secretsFunc are tenants of which there is one.
func secretsFunc(f func(context.Context) ([]string, error)) func(*http.Request) (Tenant, error) {
	return func(req *http.Request) (Tenant, error) {
		ctx, cancel := context.WithTimeout(req.Context(), acceptTime)
		defer cancel()
		secrets, err := f(ctx)
		return Tenant{Secrets: secrets}, err
	}
}

// Accepts reports whether requests that are signed with a secret are accepted, for checks before they come. With
// WithTenants, whose secrets depend on the request, and without signatures, it cannot know, and says true. An error is
// that of the function of WithSecretsFunc.
func (r *Receiver) Accepts(ctx context.Context, secret string) (bool, error) {
	switch {
	case r.secrets != nil:
		secrets, err := r.secrets(ctx)
		return slices.Contains(secrets, secret), err
	case r.signed:
		return slices.Contains(r.signature.Secrets, secret), nil
	}
	return true, nil
}

// tolerance is how far the time of a signature may be from now.
func (s Signature) tolerance() time.Duration {
	if s.Tolerance == 0 {
		return defaultTolerance
	}
	return s.Tolerance
}
