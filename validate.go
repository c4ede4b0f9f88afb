package ndoto

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/usendoto/ndoto-go/internal/rules"
)

// The limits of the server (lib/limits.rb, app/models/application_record.rb in Chatwoot 4.16).
const (
	maxStringColumn   = 255
	maxTextColumn     = 20_000
	maxMessageContent = 150_000
	maxURL            = 2048
	maxGreeting       = 10_000
	maxAttachments    = 15
	maxAttributeText  = 1500
	maxAttributeInt   = 9_999_999_999
)

func validatePriority(p Priority) error {
	if !p.Valid() {
		return badInput("the priority must be low, medium, high or urgent, got %q; to clear it, use SetPriority with an empty one", p)
	}
	return nil
}

func validateEmail(email string) error {
	if !rules.IsEmail(email) {
		return badInput("the email address %q is malformed", email)
	}
	return validateLength("e-mail address", email, maxStringColumn)
}

func validatePhone(phone string) error {
	if !rules.IsPhone(phone) {
		return badInput("the phone number %q is not in E.164 format, such as +4915123456789", phone)
	}
	return nil
}

func validateLength(what, text string, limit int) error {
	if n := utf8.RuneCountInString(text); n > limit {
		return badInput("the %s has %d characters, the limit is %d", what, n, limit)
	}
	return nil
}

// validateLabels refuses what the server would silently split or drop.
func validateLabels(labels []string) error {
	for _, label := range labels {
		if strings.TrimSpace(label) == "" {
			return badInput("a label is empty")
		}
		if strings.Contains(label, ",") {
			return badInput("the label %q contains a comma, at which the server would split it", label)
		}
	}
	return nil
}

func validateIDs(ids []int64) error {
	for _, id := range ids {
		if id <= 0 {
			return badInput("ids must be positive, got %d", id)
		}
	}
	return nil
}

// validateAttributes applies the limits of app/models/jsonb_attributes_length_validator.rb.
func validateAttributes(attributes map[string]any) error {
	for name, value := range attributes {
		switch v := value.(type) {
		case string:
			if err := validateLength("attribute "+name, v, maxAttributeText-1); err != nil {
				return err
			}
		case int:
			if err := validateAttributeInt(name, int64(v)); err != nil {
				return err
			}
		case int64:
			if err := validateAttributeInt(name, v); err != nil {
				return err
			}
		}
	}
	return nil
}

func validateURL(what, text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return badInput("the %s must begin with https:// or http://", what)
	}
	return validateLength(what, text, maxURL)
}

// validateFormTexts refuses values that would become texts, and stay that, in a form with a file.
func validateFormTexts(objects ...map[string]any) error {
	for _, object := range objects {
		for name, value := range object {
			if _, ok := value.(string); !ok {
				return badInput("%s is a %T, which a request with a file cannot carry: set it in a request without", name, value)
			}
		}
	}
	return nil
}

func validateAttributeInt(name string, v int64) error {
	if v >= maxAttributeInt {
		return badInput("the attribute %s is %d, the limit is %d", name, v, int64(maxAttributeInt-1))
	}
	return nil
}

// validateNotBlank refuses a text that is blank or null, if it is there.
func validateNotBlank(what string, text Opt[string]) error {
	if value, _ := text.Get(); !text.IsZero() && strings.TrimSpace(value) == "" {
		return badInput("the %s is empty", what)
	}
	return nil
}

func validateName(what string, name Opt[string]) error {
	text, ok := name.Get()
	if ok && strings.TrimSpace(text) == "" {
		return badInput("the %s is empty", what)
	}
	return validateLength(what, text, maxStringColumn)
}
