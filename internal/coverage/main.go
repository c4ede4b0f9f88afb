// Command coverage writes docs/coverage.md, the table of all operations, from operations.go.
package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log"
	"os"
	"slices"
	"strings"
)

// operation is a row of the table, in the words of operations.go.
type operation struct{ name, method, path, effect, source, access, bucket string }

// words say what the names in operations.go mean.
var words = map[string]string{
	"get": "GET", "post": "POST", "patch": "PATCH", "put": "PUT", "remove": "DELETE",
	"safe": "safe", "idempotent": "idempotent", "creating": "no",
	"documented": "Ndoto", "server": "server software",
	"agents": "users", "admins": "administrators", "bots": "users and agent bots",
	"general": "", "contactSearches": "100 a minute", "metaCounts": "30 a minute", "transcripts": "30 an hour", "deletions": "60 a minute",
	"uploads": "60 an hour", "reports": "100 a minute",
	"agentCreations": "100 a day", "agentDeletions": "50 a day",
}

func main() {
	log.SetFlags(0)
	file, err := parser.ParseFile(token.NewFileSet(), "operations.go", nil, 0)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("docs/coverage.md", []byte(table(operations(file))), 0o644); err != nil {
		log.Fatal(err)
	}
}

func operations(file *ast.File) []operation {
	var list []operation
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, "op") {
			return true
		}
		var values []string
		for _, v := range spec.Values[0].(*ast.CompositeLit).Elts {
			switch v := v.(type) {
			case *ast.BasicLit:
				values = append(values, strings.Trim(v.Value, `"`))
			case *ast.Ident:
				word, known := words[v.Name]
				if !known {
					log.Fatalf("coverage: %s has %s, which no word is known for", spec.Names[0].Name, v.Name)
				}
				values = append(values, word)
			}
		}
		o := operation{values[0], values[1], values[2], values[3], values[4], values[5], values[6]}
		if !strings.HasPrefix(o.path, "/") {
			o.path = "…/" + o.path
		}
		list = append(list, o)
		return true
	})
	slices.SortStableFunc(list, func(a, b operation) int {
		service := func(o operation) string { s, _, _ := strings.Cut(o.name, "."); return s }
		return strings.Compare(service(a), service(b))
	})
	return list
}

func table(list []operation) string {
	documented := 0
	for _, o := range list {
		if o.source == words["documented"] {
			documented++
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<!-- Made from operations.go by go generate; do not edit. -->

# Operations

%d operations, %d of them documented by Ndoto; the others are known from the server software (Chatwoot 4.2 to 4.16). "…" is
/api/v1/accounts/{account_id}. What is not idempotent is sent once. All requests count against 3000 a minute of an address.

| method of the client | route | known from | for | idempotent | limit of its own |
|---|---|---|---|---|---|
`, len(list), documented)
	for _, o := range list {
		fmt.Fprintf(&b, "| `%s` | %s `%s` | %s | %s | %s | %s |\n", o.name, o.method, o.path, o.source, o.access, o.effect, o.bucket)
	}
	return b.String()
}
