// Package docs holds the project's documentation. Its tests check the pages against the code.
package docs

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	repository = ".." // seen from this directory
	modulePath = "github.com/usendoto/ndoto-go"
)

// picture is a Mermaid flowchart: the labels of its nodes, and its arrows.
type picture struct {
	labels        map[string]string
	solid, dotted []arrow
}

type arrow struct{ from, to string }

var (
	nodePattern  = regexp.MustCompile(`(\w+)(?:\["([^"]*)"\]|\(\["([^"]*)"\]\))`)
	arrowPattern = regexp.MustCompile(`^(\w+) (-->|-\. ".*" \.->|-\.->) (\w+)$`)
)

func picturesOf(t *testing.T, page string) []picture {
	t.Helper()
	var pictures []picture
	for _, block := range regexp.MustCompile("(?s)```mermaid\n(.*?)```").FindAllStringSubmatch(page, -1) {
		p := picture{labels: map[string]string{}}
		for line := range strings.Lines(block[1]) {
			line = strings.TrimSpace(line)
			if strings.HasPrefix(line, "flowchart") || strings.HasPrefix(line, "subgraph") || line == "end" {
				continue
			}
			plain := nodePattern.ReplaceAllStringFunc(line, func(node string) string {
				match := nodePattern.FindStringSubmatch(node)
				p.labels[match[1]] = match[2] + match[3]
				return match[1]
			})
			if match := arrowPattern.FindStringSubmatch(plain); match == nil {
				assert.Contains(t, p.labels, plain, "neither a node nor an arrow: %q", line)
			} else if match[2] == "-->" {
				p.solid = append(p.solid, arrow{match[1], match[3]})
			} else {
				p.dotted = append(p.dotted, arrow{match[1], match[3]})
			}
		}
		for _, a := range append(p.solid, p.dotted...) {
			assert.Contains(t, p.labels, a.from)
			assert.Contains(t, p.labels, a.to)
		}
		pictures = append(pictures, p)
	}
	return pictures
}

func readPage(t *testing.T, name string) string {
	t.Helper()
	page, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(page)
}

func TestPictureOfThePackages(t *testing.T) {
	t.Parallel()
	got := picturesOf(t, readPage(t, "architecture.md"))[0]
	drawn, packages := map[arrow]bool{}, map[string]bool{}
	name := func(node string) string { label, _, _ := strings.Cut(got.labels[node], "<br/>"); return label }
	for node := range got.labels {
		packages[name(node)] = true
	}
	for _, a := range got.solid {
		drawn[arrow{name(a.from), name(a.to)}] = true
	}
	wantPackages, wantDrawn := importsOfRepository(t)
	assert.Equal(t, wantPackages, packages)
	assert.Equal(t, wantDrawn, drawn)
}

// importsOfRepository returns the packages that are not tests only, and which of them imports which.
func importsOfRepository(t *testing.T) (packages map[string]bool, imports map[arrow]bool) {
	t.Helper()
	packages, imports = map[string]bool{}, map[arrow]bool{}
	err := fs.WalkDir(os.DirFS(repository), ".", func(file string, entry fs.DirEntry, err error) error {
		if strings.HasPrefix(path.Base(file), "_") && entry.IsDir() { // of another test, which may delete it
			return fs.SkipDir
		}
		if err != nil || !strings.HasSuffix(file, ".go") || path.Dir(file) == "docs" {
			return err
		}
		from := drawnAs(path.Dir(file))
		packages[from] = true
		if strings.HasSuffix(file, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(repository, file), nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range parsed.Imports {
			imported, ok := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), modulePath)
			if to := drawnAs(strings.TrimPrefix(imported, "/")); ok && to != from {
				imports[arrow{from, to}] = true
			}
		}
		return nil
	})
	require.NoError(t, err)
	return packages, imports
}

// drawnAs is the name in the picture of the package in a directory: internal and examples are one each.
func drawnAs(dir string) string {
	first, _, _ := strings.Cut(dir, "/")
	if dir == "internal/dialects" { // for tests only, which is why it may know ndototest
		return dir
	}
	switch first {
	case "", ".":
		return "ndoto"
	case "internal", "examples":
		return first
	}
	return dir
}

// TestPicturesOfThePaths checks that each function is in the file that is named, and that each solid arrow is a call.
func TestPicturesOfThePaths(t *testing.T) {
	t.Parallel()
	pictures := picturesOf(t, readPage(t, "architecture.md"))[1:]
	require.NotEmpty(t, pictures)
	for _, p := range pictures {
		bodies := map[string]*ast.FuncDecl{}
		for node, label := range p.labels {
			if function, file, ok := strings.Cut(label, "<br/>"); ok {
				bodies[node] = declarationOf(t, function, file)
			}
		}
		for _, a := range p.solid {
			if bodies[a.from] != nil && bodies[a.to] != nil {
				callee := bodies[a.to].Name.Name
				assert.True(t, mentions(bodies[a.from], callee), "%s does not call %s", p.labels[a.from], callee)
			}
		}
	}
}

func declarationOf(t *testing.T, function, file string) *ast.FuncDecl {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(repository, file), nil, parser.SkipObjectResolution)
	if !assert.NoError(t, err) {
		return nil
	}
	for _, decl := range parsed.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && qualifiedName(f) == function {
			return f
		}
	}
	t.Errorf("%s: no function %s", file, function)
	return nil
}

// qualifiedName is "send" for a function and "Client.send" for a method.
func qualifiedName(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return f.Name.Name
	}
	receiver := ""
	ast.Inspect(f.Recv.List[0].Type, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && receiver == "" { // what follows is a type parameter
			receiver = id.Name
		}
		return true
	})
	return receiver + "." + f.Name.Name
}

func mentions(f *ast.FuncDecl, name string) bool {
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && id.Name == name
		return true
	})
	return found
}

// TestFilesOnThePagesExist checks the files that pages name in backquotes or link to; patterns must match something.
func TestFilesOnThePagesExist(t *testing.T) {
	t.Parallel()
	pages := map[string]string{
		"../README.md": repository, "../CONTRIBUTING.md": repository, "../SECURITY.md": repository, "../CHANGELOG.md": repository,
		"architecture.md": ".", "coverage.md": ".",
	}
	named := regexp.MustCompile("`([\\w./*-]+\\.(?:go|md|yml|json|mod))`")
	linked := regexp.MustCompile(`\]\(([^):#]+)\)`)
	code := regexp.MustCompile("(?s)```.*?```")
	for page, base := range pages {
		text := code.ReplaceAllString(readPage(t, page), "")
		for _, match := range named.FindAllStringSubmatch(text, -1) {
			found, err := filepath.Glob(filepath.Join(repository, match[1]))
			require.NoError(t, err)
			assert.NotEmpty(t, found, "%s names %s", page, match[1])
		}
		for _, match := range linked.FindAllStringSubmatch(text, -1) {
			_, err := os.Stat(filepath.Join(base, match[1]))
			assert.NoError(t, err, "%s links to %s", page, match[1])
		}
	}
}
