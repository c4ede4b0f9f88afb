package docs

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTasksNameWhatExists holds docs/tasks.md against the code: every call is exported, and has an example.
func TestTasksNameWhatExists(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("tasks.md")
	require.NoError(t, err)
	rows := regexp.MustCompile("(?m)^\\| ([^|]+) \\| `([^`]+)` \\| (?:\\[example\\]\\(https://pkg.go.dev/"+regexp.QuoteMeta(modulePath)+"([^#]*)#example-([^)]*)\\))? *\\|$").FindAllStringSubmatch(string(page), -1)
	assert.Len(t, rows, strings.Count(string(page), "\n| ")-strings.Count(string(page), "\n| to |"), "each row is read")
	known := namesOf(t)
	for _, row := range rows {
		task, call, dir, example := row[1], row[2], row[3], row[4]
		if service, isService := strings.CutPrefix(call, "client."); isService {
			call = "ndoto.Client." + service
			if name, method, _ := strings.Cut(service, "."); method != "" {
				call = "ndoto." + name + "Service." + method
			}
		}
		assert.True(t, known["."+call] || known[call], "%s: there is no %s", task, call)
		if assert.NotEmpty(t, example, "%s: an example to copy is missing", task) {
			assert.True(t, known[filepath.Join(".", dir)+" "+exampleFunction(example)], "%s: there is no %s in %q", task, exampleFunction(example), dir)
		}
	}
}

// exampleFunction is the function whose anchor pkg.go.dev makes of its name.
func exampleFunction(anchor string) string {
	name, suffix, _ := strings.Cut(anchor, "-")
	name = "Example" + strings.Replace(strings.TrimPrefix(name, "package"), ".", "_", 1)
	if suffix != "" {
		name += "_" + string(unicode.ToLower(rune(suffix[0]))) + suffix[1:]
	}
	return name
}

// namesOf returns what the packages export: "ndoto.New" and ".Server.Fail", and their examples: "bot ExampleTurn_Save".
func namesOf(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, dir := range []string{".", "webhook", "bot", "bot/bottest", "ndototest", "customer", "helpcenter", "platform", "boltjournal", "natsqueue", "otel", "realtime"} {
		files, err := filepath.Glob(filepath.Join(repository, dir, "*.go"))
		require.NoError(t, err)
		for _, file := range files {
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			for _, decl := range parsed.Decls {
				for _, name := range declared(decl) {
					names[parsed.Name.Name+"."+name] = true
					names["."+name] = true
					if strings.HasSuffix(file, "_test.go") {
						names[dir+" "+name] = true
					}
				}
			}
		}
	}
	return names
}

func declared(decl ast.Decl) []string {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			return []string{d.Name.Name}
		}
		receiver := d.Recv.List[0].Type
		if star, ok := receiver.(*ast.StarExpr); ok {
			receiver = star.X
		}
		if ident, ok := receiver.(*ast.Ident); ok {
			return []string{ident.Name + "." + d.Name.Name}
		}
	case *ast.GenDecl:
		var names []string
		for _, spec := range d.Specs {
			if typ, ok := spec.(*ast.TypeSpec); ok {
				names = append(names, typ.Name.Name)
			}
		}
		return names
	}
	return nil
}
