package ndototest

import (
	"net/http"
	"strings"
)

// The failure bodies of the server (app/controllers/concerns/request_exception_handler.rb and others).

func failure(status int, text string) *reply {
	r := answer(status, object{"error": text})
	return &r
}

// emptyNotFound is what "head :not_found" gives.
func emptyNotFound() reply {
	return reply{status: http.StatusNotFound, contentType: "application/json"}
}

func notFound() reply { return *failure(http.StatusNotFound, "Resource could not be found") }

// forbidden is 401: the server has no 403 for a missing permission.
func forbidden() reply { return *failure(http.StatusUnauthorized, notPermitted) }

const notPermitted = "You are not authorized to do this action"

func unprocessable(text string) reply { return *failure(http.StatusUnprocessableEntity, text) }

// invalid is a failed validation of a record.
func invalid(message string, attributes ...string) reply {
	return answer(http.StatusUnprocessableEntity, object{"message": message, "attributes": attributes})
}

func signInFirst() *reply {
	r := answer(http.StatusUnauthorized, object{"errors": []string{"You need to sign in or sign up before continuing."}})
	return &r
}

// frameworkError is Rails' own, for what the server does not rescue.
func frameworkError(status int) reply {
	r := answer(status, object{"status": status, "error": http.StatusText(status)})
	r.contentType = "application/json; charset=UTF-8"
	return r
}

// crash is what wrong values lead to that the server does not check.
func crash() reply { return frameworkError(http.StatusInternalServerError) }

// noRoute is what the router responds where it knows no route: JSON for those who ask for it, else a page.
func noRoute(r *http.Request) reply {
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		return frameworkError(http.StatusNotFound)
	}
	return notFoundPage()
}

func notFoundPage() reply {
	const page = "<!DOCTYPE html>\n<html>\n<head>\n  <title>The page you were looking for doesn't exist (404)</title>\n</head>\n<body></body>\n</html>\n"
	return reply{status: http.StatusNotFound, contentType: "text/html; charset=UTF-8", body: []byte(page)}
}

func tooManyRequests() reply {
	return reply{status: http.StatusTooManyRequests, contentType: "text/plain", body: []byte("Retry later\n")}
}
