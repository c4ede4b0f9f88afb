package ndoto_test

// The packages whose operations are in docs/coverage.md too.
import (
	_ "github.com/usendoto/ndoto-go/customer"
	_ "github.com/usendoto/ndoto-go/helpcenter"
	_ "github.com/usendoto/ndoto-go/platform"
)
