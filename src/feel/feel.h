// feel: the expression language of decision models and flows (FEEL of DMN 1.5). An expression is
// compiled once against the names that are known where it stands, and evaluated many times. Pure
// and re-entrant: no clock, no files, no globals. Numbers are decimal128, never binary.
//
//   struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
//   const struct feel_expression *expression;
//   TRY(feel_compile(arena, names, STR("amount > 300 and kind = \"gift\""), &expression, &note));
//   // names now holds "amount" and "kind"; give each its value, by slot:
//   struct feel_value *values = feel_values_from(arena, names, context);
//   struct feel_run run = feel_run_in(arena, values, feel_names_count(names));
//   struct feel_value answer = feel_evaluate(expression, &run);
//   if (feel_is_true(answer)) …   // null and run.warnings where something was amiss
#ifndef FEEL_FEEL_H
#define FEEL_FEEL_H

#include "base/base.h"
#include "base/decimal.h"

// ---- values ----

enum feel_kind {
    FEEL_NULL,
    FEEL_BOOLEAN,
    FEEL_NUMBER,
    FEEL_STRING,
    FEEL_DATE,
    FEEL_TIME,
    FEEL_DATE_TIME,
    FEEL_DAYS_DURATION,   // days and time duration
    FEEL_MONTHS_DURATION, // years and months duration
    FEEL_LIST,
    FEEL_CONTEXT,
    FEEL_RANGE,
    FEEL_FUNCTION,
};

// A time of day, or a day and a time of day.
struct feel_moment {
    int64_t days;  // since 1970-01-01; 0 in a FEEL_TIME
    int64_t nanos; // since midnight
    bool has_offset;
    int32_t offset_seconds; // east of UTC
    str zone;               // "Europe/Paris" where it was written so; else empty
};

struct feel_span { // a days and time duration
    int64_t seconds;
    int32_t nanos; // 0..999999999, also where seconds is negative
};

struct feel_value;
struct feel_entry;
struct feel_range;
struct feel_function;
struct feel_type;
struct feel_expression;
struct feel_run;

struct feel_list {
    const struct feel_value *items;
    size_t count;
};

struct feel_context {
    const struct feel_entry *entries;
    size_t count;
};

struct feel_value {
    enum feel_kind kind;
    union {
        bool boolean;
        decimal number; // never DECIMAL_NONE
        str text;
        int64_t days;                     // FEEL_DATE: since 1970-01-01
        const struct feel_moment *moment; // FEEL_TIME, FEEL_DATE_TIME
        struct feel_span span;
        int64_t months;
        struct feel_list list;
        struct feel_context context;
        const struct feel_range *range;
        const struct feel_function *function;
    };
};

struct feel_entry {
    str name;
    struct feel_value value;
};

// [start..end]; where one end is open (< 5) that end's has_… is false. "= 5" and "!= 5" as values
// are no intervals: start is what they compare with.
enum feel_range_sign { FEEL_RANGE_INTERVAL, FEEL_RANGE_EQUAL, FEEL_RANGE_NOT_EQUAL };

struct feel_range {
    enum feel_range_sign sign;
    bool has_start;
    bool has_end;
    bool start_included;
    bool end_included;
    struct feel_value start;
    struct feel_value end;
};

struct feel_value feel_null(void);
struct feel_value feel_boolean(bool truth);
// DECIMAL_NONE becomes null.
struct feel_value feel_number(decimal number);
struct feel_value feel_int(int64_t number);
// The text is not copied; it must be valid UTF-8.
struct feel_value feel_string(str text);
// DATE_NONE becomes null.
struct feel_value feel_date(date day);
// The instant as a date and time with an offset of zone_minutes.
struct feel_value feel_instant(struct arena *arena, instant time, int zone_minutes);
struct feel_value feel_list_of(const struct feel_value *items, size_t count);
struct feel_value feel_context_of(const struct feel_entry *entries, size_t count);

bool feel_is_null(struct feel_value value);
// true and nothing else: neither null nor a number.
bool feel_is_true(struct feel_value value);
// The entry of a context, or null.
struct feel_value feel_member(struct feel_value context, str name);
// FEEL's "=" within one kind; values of different kinds are not equal, null equals null.
bool feel_equal(struct feel_value a, struct feel_value b);
// The value as a FEEL literal, for people and for explanations: "gift", 300.01, [1, 2].
str feel_print(struct arena *arena, struct feel_value value);
// Its text as FEEL's string() gives it: like feel_print, but a string without its quotes.
str feel_text(struct arena *arena, struct feel_value value);
// "number", "date and time": FEEL's own word for the kind.
const char *feel_kind_name(enum feel_kind kind);
// A value of one of FEEL's basic types from its plain text, as DMN's typeRef names it: ("date",
// "2026-03-30"), ("number", "300.01"), ("boolean", "true"), ("string", …), ("dateTime" or "date and
// time", …), ("time", …), durations. False when the text is not of that type.
bool feel_read_as(struct arena *arena, str type, str text, struct feel_value *ret_value);

// ---- types ----

// What values may be asked to be: FEEL's own types, lists, contexts and functions of types, and
// types whose values are limited by unary tests (DMN's allowed values).
struct feel_type;

// "number", "date and time", "dateTime", "Any" …; NULL where FEEL has no such type.
const struct feel_type *feel_type_named(str name);
const struct feel_type *feel_type_list(struct arena *arena, const struct feel_type *item);
const struct feel_type *feel_type_context(struct arena *arena, const str *names,
                                          const struct feel_type *const *members, size_t count);
const struct feel_type *feel_type_function(struct arena *arena,
                                           const struct feel_type *const *parameters, size_t count,
                                           const struct feel_type *result);
// The kind that all values of the type have and that makes any value one of it; FEEL_NULL where
// that is not all there is to it.
enum feel_kind feel_type_kind(const struct feel_type *type);
// Of a function type what its functions give; any other type is itself, as older models write it.
const struct feel_type *feel_type_result(const struct feel_type *type);
// Values of the type that also pass the tests ("?" is the value).
const struct feel_type *feel_type_allowing(struct arena *arena, const struct feel_type *type,
                                           const struct feel_expression *tests);

// ---- names ----

// The names that may be used in an expression, each with a slot, counted from 0 in order of
// arrival. Names may contain spaces and signs ("Monthly Salary"); such names must be known before
// an expression that uses them is compiled. One table may serve all expressions of a model, and
// several models.
struct feel_names;

enum feel_names_kind {
    FEEL_NAMES_CLOSED, // an unknown name is a fault: name_unknown
    FEEL_NAMES_OPEN,   // an unknown name is added
};

struct feel_names *feel_names_open(struct arena *arena, enum feel_names_kind kind);
// A closed table that begins as a copy of another: its names keep their slots, later ones are its
// own. What is nested sees what stands around it; a name added again covers the outer one.
struct feel_names *feel_names_within(struct arena *arena, const struct feel_names *outer);
// Members and types are looked up in `common` too, which many tables may share. Once, at the start.
void feel_names_share(struct feel_names *names, const struct feel_names *common);
// Its slot; the same name always has the same one. Blanks inside are made single.
size_t feel_names_add(struct feel_names *names, str name);
// Makes a name known that only occurs behind a point or as key of a context; it gets no slot.
void feel_names_add_member(struct feel_names *names, str name);
// Makes the names of all entries inside a value known as members, however deep.
void feel_names_learn(struct feel_names *names, struct feel_value value);
// Makes a type known by name, for "instance of" and the parameters of functions.
void feel_names_add_type(struct feel_names *names, str name, const struct feel_type *type);
// The value in this slot is the item of a filter: its members may be named as if they stood alone.
void feel_names_set_item(struct feel_names *names, size_t slot);
// Its slot, or -1.
ptrdiff_t feel_names_find(const struct feel_names *names, str name);
size_t feel_names_count(const struct feel_names *names);
str feel_names_at(const struct feel_names *names, size_t slot);
// One value per slot, taken from a context by name; null where the context has none.
struct feel_value *feel_values_from(struct arena *arena, const struct feel_names *names,
                                    struct feel_value context);

// ---- expressions ----

struct feel_expression;

// Faults, both 422: feel_malformed (the note says line, column, what was expected) and
// name_unknown. The expression lives in the arena and keeps pointing into the source.
MUST_USE fault feel_compile(struct arena *arena, struct feel_names *names, str source,
                            const struct feel_expression **ret_expression,
                            struct fault_note *ret_note);
// The same for unary tests, as they stand in a cell of a decision table: "-", "< 5, [10..20]",
// not("gift"), ? > limit. Evaluate them with feel_test.
MUST_USE fault feel_compile_tests(struct arena *arena, struct feel_names *names, str source,
                                  const struct feel_expression **ret_tests,
                                  struct fault_note *ret_note);

extern const struct fault feel_malformed, name_unknown;

// An expression that could not be compiled, kept for those who read a model although parts of it
// are wrong: its value is null with the warning "refused", which tells the reason.
const struct feel_expression *feel_refused(struct arena *arena, str source,
                                           const struct fault_note *note);

// Why something became null: it never hides a reason.
struct feel_warning {
    const char *name; // division_by_zero, type_mismatch, …
    size_t at;        // byte in the source of the expression
    str en;
    str zh;
};

// One evaluation or several that share one budget of work. Where the budget is used up (steps,
// depth, lengths: base/limits.h) the value is null with a warning, and so is every later one of
// this run.
struct feel_run {
    struct arena *arena;
    const struct feel_value *values; // by slot; must stay where they are while the run lasts
    size_t value_count;              // later slots are null
    const struct feel_moment *now;   // for now() and today(); NULL: null with a warning
    bool is_quiet;                   // do not write warnings down
    struct feel_warning *warnings;   // the first LIMIT_FEEL_WARNINGS of them
    size_t warning_count;
    int64_t steps_left;
    int depth; // of what is being evaluated now
};

struct feel_run feel_run_in(struct arena *arena, const struct feel_value *values, size_t count);
struct feel_value feel_evaluate(const struct feel_expression *expression, struct feel_run *run);
// Does the input pass the unary tests? False also where a test is null.
bool feel_test(const struct feel_expression *tests, struct feel_value input, struct feel_run *run);

// Writes a warning down, for those who compute values around FEEL, and gives null.
struct feel_value feel_warn(struct feel_run *run, const char *name, str en, str zh);
// Takes work off the run's budget; false when it is used up.
bool feel_spend(struct feel_run *run, size_t work);

// Is the value of the type? null is of every type here.
bool feel_conforms(const struct feel_type *type, struct feel_value value, struct feel_run *run);
// The value as one of the type (DMN 1.5, 10.3.2.9.4): itself where it conforms; a list of one and
// its item stand for each other; a date becomes a date and time; else null with a warning.
struct feel_value feel_coerce(const struct feel_type *type, struct feel_value value,
                              struct feel_run *run);

// ---- functions that are not written in FEEL ----

struct feel_parameter {
    str name;
    const struct feel_type *type; // NULL: any
};

struct feel_native {
    const struct feel_parameter *parameters;
    size_t count;
    const struct feel_type *result; // NULL: any
    // The arguments are of their types and in the parameters' order. The run's values are the
    // caller's: who wants others exchanges them and puts them back.
    struct feel_value (*call)(const struct feel_native *native, const struct feel_value *arguments,
                              struct feel_run *run);
    const void *self;                // for call
    const struct feel_value *values; // likewise: what it was made among
    size_t value_count;
};

// The native must live as long as the value.
struct feel_value feel_function_of(struct arena *arena, const struct feel_native *native);

// A built-in as a value; null where there is none of that name.
struct feel_value feel_builtin(struct arena *arena, str name);

struct feel_arguments {
    const str *names; // NULL: by position
    const struct feel_value *items;
    size_t count;
};

// Calls a function value, whichever kind it is; null with a warning where it is none or the
// arguments do not fit.
struct feel_value feel_call(struct feel_value function, const struct feel_arguments *arguments,
                            struct feel_run *run);

// ---- what a compiled expression is made of, for those who compile further ----

// Unary tests that are plain comparisons with constants. decision/ turns them into bit sets.
struct feel_simple_tests {
    bool is_any;     // "-"
    bool is_negated; // not(…)
    // Equal to one of them; a range stands for being inside it.
    const struct feel_value *parts;
    size_t count;
};

// False when the tests are anything else than constants and ranges of constants.
bool feel_tests_simple(struct arena *arena, const struct feel_expression *tests,
                       struct feel_simple_tests *ret_simple);
// True and the slot, when the expression is nothing but a name.
bool feel_expression_slot(const struct feel_expression *expression, size_t *ret_slot);
// True and the value, when the expression is a constant.
bool feel_expression_constant(const struct feel_expression *expression,
                              struct feel_value *ret_value);
// Does evaluating it look at the run's values at all?
bool feel_expression_uses_values(const struct feel_expression *expression);
// The source that it was compiled from, trimmed.
str feel_expression_source(const struct feel_expression *expression);

#endif
