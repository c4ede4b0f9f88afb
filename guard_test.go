package ndoto

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The guards check what every endpoint method must have, so a new one cannot be added without it.

var somewhere = world{conversation: 1, message: 2, contact: 3, other: 4, note: 5, inbox: 6, website: 6, whatsApp: 6, agent: 7, team: 8, label: 9, webhook: 10, canned: 11, attribute: 12, row: 1}

// operationsByName returns the registry by the name of the Go method.
func operationsByName() map[string]*operation {
	byName := make(map[string]*operation, len(operations))
	for _, op := range operations {
		byName[op.name] = op
	}
	return byName
}

// methodsOfServices returns the methods of all services by name, such as "Labels.List".
func methodsOfServices() map[string]reflect.Method {
	methods := map[string]reflect.Method{}
	client := reflect.TypeFor[Client]()
	for service := range client.Fields() {
		if !service.IsExported() {
			continue
		}
		for method := range service.Type.Methods() {
			methods[service.Name+"."+method.Name] = method
		}
	}
	return methods
}

func TestEveryMethodIsCalled(t *testing.T) {
	t.Parallel()
	methods, called := methodsOfServices(), calls(somewhere)
	for name := range methods {
		if _, ok := called[name]; !ok {
			t.Errorf("%s: add it to calls() in calls_test.go", name)
		}
	}
	for name := range called {
		if _, ok := methods[name]; !ok {
			t.Errorf("%s: no service has such a method; remove it from calls() in calls_test.go", name)
		}
	}
}

// sourceFiles returns the files of the package except for its tests.
func sourceFiles(t *testing.T) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), entry.Name(), nil, parser.ParseComments)
		require.NoError(t, err)
		files[entry.Name()] = file
	}
	return files
}

func TestEveryOperationHasMethodAndUniqueRoute(t *testing.T) {
	t.Parallel()
	methods, routes := methodsOfServices(), map[string]string{}
	for _, op := range operations {
		if _, ok := methods[op.name]; !ok {
			t.Errorf("%s: operations.go names it, but no service has such a method", op.name)
		}
		route := op.method + " " + op.route()
		if other := routes[route]; other != "" && op.variantOf == nil {
			t.Errorf("%s: operations.go has its route %s twice, the other is %s", op.name, route, other)
		}
		routes[route] = op.name
	}
}

// TestEveryMethodDocumentsRouteAndSource reads the doc comments of the methods of all services.
func TestEveryMethodDocumentsRouteAndSource(t *testing.T) {
	t.Parallel()
	byName := operationsByName()
	route := regexp.MustCompile(`(GET|POST|PATCH|PUT|DELETE)( and POST)?\s+(/(?:api|rails|health)\S*?),?\s`)
	checked := 0
	for _, file := range sourceFiles(t) {
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || !f.Name.IsExported() {
				continue
			}
			service, ok := strings.CutSuffix(receiver(f), "Service")
			if !ok {
				continue
			}
			checked++
			name := service + "." + f.Name.Name
			doc := strings.Join(strings.Fields(f.Doc.Text()), " ") + " "
			assert.True(t, strings.HasPrefix(doc, f.Name.Name+" "), "%s: the comment begins with the name", name)
			match := route.FindStringSubmatch(doc)
			if !assert.NotNil(t, match, "%s: the comment names the route", name) {
				continue
			}
			assert.Regexp(t, "documented by Ndoto|known from the server software", doc, "%s: the comment says where the route is known from", name)
			if op, ok := byName[name]; ok {
				assert.Equal(t, op.route(), match[3], name)
				assert.Contains(t, doc, op.method, name)
				assert.Equal(t, op.access == accessAdmins, strings.Contains(doc, "needs an administrator") && !strings.Contains(doc, "Creating it needs"), "%s: who may call it", name)
				assert.Equal(t, op.source == sourceNdoto, strings.Contains(doc, "documented by Ndoto"), "%s: source", name)
			}
		}
	}
	assert.Len(t, calls(somewhere), checked)
}

// receiver returns the name of the type that a method belongs to, or "" for a function.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	name := ""
	ast.Inspect(f.Recv.List[0].Type, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && name == "" {
			name = id.Name
		}
		return true
	})
	return name
}

// TestEveryExportedNameHasComment checks methods, functions, types and groups of constants.
func TestEveryExportedNameHasComment(t *testing.T) {
	t.Parallel()
	for name, file := range sourceFiles(t) {
		for _, decl := range file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				visible := d.Name.IsExported() && (d.Recv == nil || ast.IsExported(receiver(d)))
				assert.True(t, !visible || strings.HasPrefix(d.Doc.Text(), d.Name.Name+" "), "%s: %s", name, d.Name.Name)
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if s, ok := spec.(*ast.TypeSpec); ok && s.Name.IsExported() {
						assert.True(t, strings.HasPrefix(d.Doc.Text(), s.Name.Name+" "), "%s: %s", name, s.Name.Name)
					}
				}
			}
		}
	}
}

// TestEveryMethodWithEveryFailure sends each failure body to each method: the error must have the expected class.
func TestEveryMethodWithEveryFailure(t *testing.T) {
	t.Parallel()
	for name, call := range calls(somewhere) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for failure, f := range failures {
				c := newTestClient(t, always(f.status, f.body), oneAttempt, WithTokenHeader("T"))
				c.version.text = "4.16.2" // a call that had to ask for it would wait after a 429
				err := call(t.Context(), c)
				var e *Error
				if !assert.ErrorAs(t, err, &e, failure) {
					continue
				}
				if strings.HasPrefix(name, "Attachments.Download") { // the storage of files is not the API, so any page of it is its own
					assert.NotErrorIs(t, err, ErrNotJSON, failure)
				} else {
					assert.Equal(t, f.classes, strings.TrimSuffix(classesOf(err), " Ambiguous"), failure)
				}
				assert.Equal(t, f.status, e.StatusCode, failure)
				assert.Equal(t, f.message, e.Message, failure)
				assert.Equal(t, f.body, string(e.Body), failure)
				assert.NotContains(t, err.Error(), testToken)
			}
		})
	}
}

// TestEveryMethodSurvivesMalformedResponses responds with success and a body that cannot be right. Nothing may panic,
// and what returns an object or a list returns an error instead.
func TestEveryMethodSurvivesMalformedResponses(t *testing.T) {
	t.Parallel()
	for name, call := range calls(somewhere) {
		for _, body := range []string{"", "null", "5", `"x"`, "[]", "[null]", "{}", `{"payload":null}`, `{"data":null}`, `{"payload":[null]}`, `{"payload":{}}`, `{"error":"x"}`, `{"message":"x"}`, `{"rows":[]}`, `{"data":{"payload":{}}}`, "<html>", `{"id":"`} {
			c := newTestClient(t, always(200, body), oneAttempt)
			var e *Error
			assert.NotPanics(t, func() {
				if err := call(t.Context(), c); err != nil {
					assert.ErrorAs(t, err, &e, "%s: %q: %v", name, body, err)
				}
			}, "%s: %q", name, body)
			if (returnsContent(name) || body == `{"error":"x"}`) && !isContentOf(name, body) {
				assert.NotNil(t, e, "%s: %s must be an error", name, body)
			}
		}
	}
}

// returnsContent reports whether a method returns an object or a list, and not an error alone.
func returnsContent(name string) bool {
	return methodsOfServices()[name].Type.NumOut() > 1 || methodsOfServices()[name].Type.Out(0).Kind() == reflect.Func
}

// isContentOf reports whether one of the bodies above is a valid response for a method after all.
func isContentOf(name, body string) bool {
	switch name {
	case "Attachments.Download", "Attachments.DownloadFile":
		return true // a file
	case "Inboxes.Health":
		return strings.HasPrefix(body, "{") && !strings.Contains(body, "error") && !strings.Contains(body, "null") // free-form
	case "CaptainTasks.Summarize", "CaptainTasks.SuggestReply", "CaptainTasks.SuggestLabels", "CaptainTasks.Rewrite", "CaptainTasks.FollowUp":
		return body == `{"message":"x"}` // what was written
	case "Reports.ByChannel", "Reports.FirstResponseTimes":
		return body == "{}" || body == `{"payload":{}}` || body == `{"data":{"payload":{}}}` // there were no conversations
	}
	switch body {
	case "[]":
		return true // an empty list, which does not fit an object
	case "[null]", `{"payload":[null]}`:
		return true // a row without values, such as an attachment without a file
	case "null", "":
		return name == "Messages.Delete" || name == "Messages.Translate" || name == "Articles.Reorder"
	case "{}":
		return name == "Inboxes.AgentBot"
	case "5":
		return name == "Notifications.UnreadCount"
	}
	return false
}

// TestEveryCreateIsSentOnce counts the requests that arrive while the server fails.
func TestEveryCreateIsSentOnce(t *testing.T) {
	t.Parallel()
	byName := operationsByName()
	for name, call := range calls(somewhere) {
		var mu sync.Mutex
		sent := map[string]int{}
		c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
			mu.Lock()
			defer mu.Unlock()
			sent[req.Method+" "+req.URL.Path]++
			return respond(req, 503, ""), nil
		}, WithRetry(RetryPolicy{MaxAttempts: 3, MinBackoff: 1, Settle: 1}), WithNewKey())
		err := call(t.Context(), c)
		op := byName[name]
		creates := op != nil && op.effect == effectCreating
		if strings.HasSuffix(name, "Once") {
			assert.ErrorIs(t, err, ErrAmbiguous, name)
			for route, n := range sent {
				assert.Equal(t, strings.HasPrefix(route, "POST"), n == 1, "%s sent %s: the look may be repeated, the rest not", name, route)
			}
			continue
		}
		assert.Equal(t, creates, errors.Is(err, ErrAmbiguous), name)
		for route, n := range sent {
			if creates {
				assert.Equal(t, 1, n, "%s sent %s", name, route)
			} else {
				assert.Equal(t, 3, n, "%s sent %s", name, route)
			}
		}
	}
}

// TestFilesStaySmall limits the length of each file.
func TestFilesStaySmall(t *testing.T) {
	t.Parallel()
	const longest = 300
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		data, err := os.ReadFile(name)
		assert.LessOrEqual(t, strings.Count(string(data), "\n"), longest, name)
		return err
	})
	require.NoError(t, err)
}
