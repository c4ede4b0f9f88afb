module github.com/usendoto/ndoto-go/examples/listen

go 1.26.0

require (
	github.com/stretchr/testify v1.12.1
	github.com/usendoto/ndoto-go v0.1.0
	github.com/usendoto/ndoto-go/realtime v0.1.0
	go.uber.org/goleak v1.3.0
)

require (
	github.com/coder/websocket v1.8.15 // indirect
	github.com/google/go-querystring v1.2.0 // indirect
	github.com/hashicorp/go-cleanhttp v0.5.2 // indirect
	github.com/hashicorp/go-retryablehttp v0.7.8 // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
	golang.org/x/text v0.41.0 // indirect
)

replace (
	github.com/usendoto/ndoto-go => ../../
	github.com/usendoto/ndoto-go/realtime => ../../realtime
)
