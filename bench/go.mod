module github.com/usendoto/ndoto-go/bench

go 1.26.0

require (
	github.com/digitalocean/godo v1.236.0
	github.com/google/go-github/v88 v88.0.0
	github.com/stretchr/testify v1.12.1
	github.com/usendoto/ndoto-go v0.1.0
	gitlab.com/gitlab-org/api/client-go v1.46.0
)

require (
	github.com/google/go-querystring v1.2.0 // indirect
	github.com/hashicorp/go-cleanhttp v0.5.2 // indirect
	github.com/hashicorp/go-retryablehttp v0.7.8 // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
	golang.org/x/oauth2 v0.34.0 // indirect
	golang.org/x/time v0.16.0 // indirect
)

replace github.com/usendoto/ndoto-go => ../
