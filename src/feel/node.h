// The inside of feel: the tree that parsing makes and evaluation walks, and what the files of this
// folder share. Nobody outside of src/feel includes it.
//
//   scan.c     characters: blanks, words, names with spaces, numbers, strings
//   names.c    the table of known names
//   parse.c    expressions to trees; tests.c: unary tests; types.c: types of "instance of"
//   eval.c     the walk; iterate.c: for, some, every, filters; call.c: functions
//   operate.c  arithmetic and comparison by kinds; value.c: making and comparing; print.c
//   calendar.c dates, times, durations: texts and arithmetic
//   zones.c    IANA's time zones; pattern.c: regular expressions as XPath has them
//   builtins.c the built-ins; numbers.c strings.c patterns.c lists.c measures.c contexts.c dates.c
//              ranges.c: their families
#ifndef FEEL_NODE_H
#define FEEL_NODE_H

#include "feel/feel.h"

enum node_kind {
    NODE_LITERAL,    // value
    NODE_LOCAL,      // slot in the frame
    NODE_GLOBAL,     // slot in the run's values
    NODE_MEMBER,     // inside filters: name as member of their items (slots), else a
    NODE_LIST,       // items
    NODE_CONTEXT,    // items by names; entry i also stands in local slot + i
    NODE_RANGE,      // a..b, either may be NULL
    NODE_AND,        // items
    NODE_OR,         // items
    NODE_ARITHMETIC, // items with operators between them, from left to right
    NODE_NEGATE,     // a
    NODE_COMPARE,    // a operator b
    NODE_BETWEEN,    // a between b and c
    NODE_IN,         // a in b (b: NODE_TESTS); slot: where "?" stands
    NODE_IF,         // a then b else c
    NODE_FOR,        // items: domains (bodies in a), slot: first variable, then "partial"
    NODE_SOME,       // the same with a condition
    NODE_EVERY,      //
    NODE_FILTER,     // a[b]; slot: item
    NODE_PATH,       // a.name
    NODE_CALL,       // a(items), a is a function value; names: where named
    NODE_BUILTIN,    // builtin(items)
    NODE_FUNCTION,   // function(names) a; slot: first parameter
    NODE_INSTANCE,   // a instance of type
    NODE_TESTS,      // items, is_negated; none: "-"
    NODE_TEST,       // a: matches "?" (slot) by value, range or list
    NODE_ITERATION,  // a..b as the domain of for
    NODE_REFUSED,    // could not be compiled: null, note tells why
};

enum feel_operator {
    OPERATOR_ADD,
    OPERATOR_SUBTRACT,
    OPERATOR_MULTIPLY,
    OPERATOR_DIVIDE,
    OPERATOR_POWER,
    OPERATOR_EQUAL,
    OPERATOR_NOT_EQUAL,
    OPERATOR_LESS,
    OPERATOR_LESS_EQUAL,
    OPERATOR_GREATER,
    OPERATOR_GREATER_EQUAL,
};

struct feel_type;
struct builtin;

struct feel_node {
    enum node_kind kind;
    enum feel_operator operator;
    size_t at;                 // byte in the source
    int depth;                 // 1 + that of the deepest child
    int slot;                  // local or global
    bool negated;              // NODE_TESTS: not(…)
    enum feel_range_sign sign; // NODE_RANGE
    bool start_included;
    bool end_included;
    bool asks_input;  // "?" occurs below
    bool uses_values; // a global name occurs below
    struct feel_node *a;
    struct feel_node *b;
    struct feel_node *c;
    struct feel_node **items;
    size_t count;
    str *names;
    const uint8_t *operators; // NODE_ARITHMETIC: count - 1 of them
    const int *slots;         // NODE_MEMBER: slots of the filters' items, innermost first
    size_t slot_count;
    str name;
    const struct feel_type *type;
    const struct feel_type **types; // NODE_FUNCTION: of the parameters, NULL: any
    const struct builtin *builtin;
    int variant; // NODE_BUILTIN: which list of parameters the names chose; -1 by position
    struct feel_value value;
    struct fault_note note; // NODE_REFUSED
};

struct feel_expression {
    str source;
    const struct feel_node *root;
    int local_count; // size of a frame
    int input_slot;  // unary tests: where "?" stands
    int item_slot;   // local that takes the item of a boxed filter, or -1 …
    size_t item;     // … from this slot of the run's values
    bool uses_values;
};

struct feel_function {
    const struct feel_expression *expression; // written in FEEL
    const struct feel_node *node;             // NODE_FUNCTION
    const struct feel_value *captured;        // locals 0..node->slot
    const struct feel_value *values;          // of the run that it was made in
    size_t value_count;
    const struct builtin *builtin;    // or
    const struct feel_native *native; // or
};

// ---- names.c ----

struct scanner {
    str source;
    size_t at;
};

struct named_type {
    str name;
    const struct feel_type *type;
};

struct feel_names {
    struct arena *arena;
    enum feel_names_kind kind;
    struct map *slots; // name → &entries[slot]
    LIST(str) globals;
    LIST(str) complex;         // globals that are not plain words
    LIST(str) complex_members; // members that are not plain words
    LIST(struct named_type) types;
    const struct feel_names *common; // more members and types, or NULL
    ptrdiff_t item;                  // slot of a filter's item, or -1
};

// The type with the longest name that stands at the place; sets its size in bytes.
const struct feel_type *names_type_at(const struct feel_names *names, const struct scanner *scanner,
                                      size_t *ret_size);

// The name with single blanks inside and none at the ends.
str names_tidy(struct arena *arena, str name);
bool names_is_complex(str name);

// ---- scan.c ----

void scan_blanks(struct scanner *scanner); // and comments
// Bytes of the plain word at the place (a name without spaces), 0: none.
size_t scan_word_size(const struct scanner *scanner, size_t at);
// Bytes of the source that spell this known name at the place, 0: it stands not there.
size_t scan_known_size(const struct scanner *scanner, str name);
// Takes a keyword or sign if it is next.
bool scan_word(struct scanner *scanner, const char *word);
bool scan_sign(struct scanner *scanner, const char *sign);
bool scan_is_next(const struct scanner *scanner, const char *sign);
// A string literal behind its opening quote, unescaped. False: never closed or a wrong escape.
bool scan_string(struct scanner *scanner, struct arena *arena, str *ret_text);
// The source bytes of a number at the place, 0: none.
size_t scan_number_size(const struct scanner *scanner);
// A name that ends at a ':' (key of a context, named argument), tidied; the ':' is taken too.
bool scan_key(struct scanner *scanner, struct arena *arena, str *ret_name);

// ---- parse.c ----

struct scope_entry {
    str name;
    int slot;
    bool is_filter; // stands for the item of a filter: its members may be named
};

struct parser {
    struct arena *arena;
    struct feel_names *names;
    struct scanner scan;
    struct fault_note *note;
    int depth;
    int local_count; // in use now
    int local_max;
    int input_slot; // of "?", -1: none
    int item_slot;  // of the names' item, -1: none
    LIST(struct scope_entry) scope;
    LIST(str) own_names; // complex names that this source itself brings
};

struct parser parser_on(struct arena *arena, struct feel_names *names, str source,
                        struct fault_note *note);
struct feel_node *parser_node(struct parser *parser, enum node_kind kind, size_t at);
MUST_USE fault parser_malformed(struct parser *parser, const char *en, const char *zh);
// Sets depth and asks_input from the children; refuses what is too deep.
MUST_USE fault parser_finish(struct parser *parser, struct feel_node *node);
int parser_local(struct parser *parser, str name);
void parser_close_scope(struct parser *parser, size_t scope_count, int local_count);
MUST_USE fault parse_expression(struct parser *parser, struct feel_node **ret_node);
MUST_USE fault parse_sum(struct parser *parser, struct feel_node **ret_node);
// The operands' operator sign, if one is next.
bool parse_comparison_sign(struct parser *parser, enum feel_operator *ret_operator);
// "1..5]" behind an opening bracket and its first expression.
MUST_USE fault parse_range_rest(struct parser *parser, struct feel_node *start, bool start_included,
                                struct feel_node **ret_node);
MUST_USE fault parse_end(struct parser *parser);

// ---- tests.c ----

MUST_USE fault parse_tests(struct parser *parser, struct feel_node **ret_node);
// What stands behind "in"; the tests look at local slot `slot`.
MUST_USE fault parse_in(struct parser *parser, int slot, struct feel_node **ret_node);

// ---- forms.c: literals of lists and contexts, if, for, functions ----

MUST_USE fault parse_list_or_range(struct parser *parser, struct feel_node **ret_node);
MUST_USE fault parse_parenthesis(struct parser *parser, struct feel_node **ret_node);
MUST_USE fault parse_context(struct parser *parser, struct feel_node **ret_node);
MUST_USE fault parse_if(struct parser *parser, size_t at, struct feel_node **ret_node);
MUST_USE fault parse_iteration(struct parser *parser, enum node_kind kind, size_t at,
                               struct feel_node **ret_node);
MUST_USE fault parse_function(struct parser *parser, size_t at, struct feel_node **ret_node);
MUST_USE fault parse_arguments(struct parser *parser, struct feel_node *call);

struct state;

// ---- types.c ----

enum type_kind {
    TYPE_ANY,
    TYPE_KIND,
    TYPE_LIST,
    TYPE_CONTEXT,
    TYPE_RANGE,
    TYPE_FUNCTION,
    TYPE_ALLOWING, // item, and its values pass the tests
};

struct feel_type {
    enum type_kind kind;
    enum feel_kind value_kind;    // TYPE_KIND
    const struct feel_type *item; // TYPE_LIST, TYPE_RANGE; of a function its result; NULL: any
    const str *names;             // TYPE_CONTEXT: members
    const struct feel_type *const *members; // TYPE_CONTEXT; of a function its parameters
    size_t count;
    bool is_detailed;                    // a function with parameters and result, <>
    const struct feel_expression *tests; // TYPE_ALLOWING
    const str *options;                  // these texts are all that the tests allow, or NULL
    size_t option_count;
};

MUST_USE fault parse_type(struct parser *parser, const struct feel_type **ret_type);
// "instance of": like feel_conforms, but null is only of type Null.
bool type_holds(struct state *state, const struct feel_type *type, struct feel_value value);

// ---- eval.c ----

struct state {
    struct feel_run *run;
    const struct feel_expression *expression;
    struct feel_value *locals;
};

struct feel_value eval_node(struct state *state, const struct feel_node *node);
// Takes work off the run's budget; false when it is used up.
bool eval_spend(struct state *state, size_t work);
// Memory for count values, on the budget; NULL when it is used up, or where that is more than a
// list may have.
struct feel_value *eval_values(struct state *state, size_t count);

enum feel_reason {
    REASON_TYPE_MISMATCH,
    REASON_DIVISION_BY_ZERO,
    REASON_OUT_OF_RANGE,
    REASON_INDEX_OUT_OF_RANGE,
    REASON_NOT_COMPARABLE,
    REASON_MEMBER_UNKNOWN,
    REASON_NOT_A_FUNCTION,
    REASON_ARGUMENT_COUNT,
    REASON_ARGUMENT_WRONG,
    REASON_NOT_BOOLEAN,
    REASON_STEPS_EXCEEDED,
    REASON_DEPTH_EXCEEDED,
    REASON_CLOCK_MISSING,
    REASON_TYPE_WRONG,
    REASON_REFUSED,
    REASON_VALUE_MISSING,
    REASON_LIST_TOO_LONG,
};

// False where a warning would not be kept: its text need not be made.
bool eval_is_heard(const struct state *state);
// Writes a warning down (detail: what it was about) and gives null.
struct feel_value eval_null(struct state *state, const struct feel_node *node,
                            enum feel_reason reason, str detail);

// null because an operand was null. Said only where nothing was said before: mostly the reason was
// written where that null arose.
struct feel_value eval_missing(struct state *state, const struct feel_node *node);

// ---- iterate.c, call.c ----

struct feel_value eval_iteration(struct state *state, const struct feel_node *node);
struct feel_value eval_filter(struct state *state, const struct feel_node *node);
struct feel_value eval_path(struct state *state, const struct feel_node *node);
struct feel_value eval_call(struct state *state, const struct feel_node *node);
struct feel_value call_function(struct state *state, const struct feel_node *node,
                                struct feel_value function, const struct feel_value *arguments,
                                size_t count);

// ---- operate.c ----

struct feel_value operate(struct state *state, const struct feel_node *node,
                          enum feel_operator operator, struct feel_value a, struct feel_value b);
struct feel_value compare(struct state *state, const struct feel_node *node,
                          enum feel_operator operator, struct feel_value a, struct feel_value b);
// Is the value inside the range? null where it cannot be compared.
struct feel_value range_contains(const struct feel_range *range, struct feel_value value);
struct feel_value negate(struct state *state, const struct feel_node *node, struct feel_value a);

// ---- value.c ----

// False where the two have no order; else -1, 0, 1.
bool value_compare(struct feel_value a, struct feel_value b, int *ret_order);
// A list of one is its item where something else than a list is wanted.
struct feel_value value_single(struct feel_value value);

// ---- calendar.c ----

bool calendar_read_date(str text, int64_t *ret_days);
bool calendar_read_time(str text, struct feel_moment *ret_moment);
// Also a date alone, which is its midnight.
bool calendar_read_date_time(str text, struct feel_moment *ret_moment);
// One of the two kinds of durations.
bool calendar_read_duration(str text, struct feel_value *ret_duration);
// Any of them, as behind '@'.
bool calendar_read_any(struct arena *arena, str text, struct feel_value *ret_value);
struct feel_value calendar_value(struct arena *arena, enum feel_kind kind,
                                 struct feel_moment moment);
str calendar_print(struct arena *arena, struct feel_value value);

struct calendar_parts {
    int64_t year;
    int month;
    int day;
};
struct calendar_parts calendar_split(int64_t days);
// False when there is no such day.
bool calendar_join(struct calendar_parts parts, int64_t *ret_days);
int calendar_weekday(int64_t days); // 1 Monday .. 7 Sunday
// The day moved by months; a day that the month has not becomes its last.
bool calendar_add_months(int64_t days, int64_t months, int64_t *ret_days);

typedef __int128 calendar_nanos; // wide enough for every span and every moment
calendar_nanos calendar_span_nanos(struct feel_span span);
bool calendar_span_of(calendar_nanos nanos, struct feel_span *ret_span);
// Nanoseconds on a line that is the same for all moments of that kind: UTC where there is an
// offset.
calendar_nanos calendar_line(const struct feel_moment *moment);
// Both have offsets, or neither: only then has their difference a meaning. Times of day in a zone
// have no offset of their own and lie on one line with those of the same zone.
bool calendar_on_one_line(const struct feel_moment *a, const struct feel_moment *b);
// The moment later by nanos; times of day go round.
bool calendar_add_nanos(const struct feel_moment *moment, enum feel_kind kind, calendar_nanos nanos,
                        struct feel_moment *ret_moment);

// ---- builtins.c ----

struct builtin_call {
    struct state *state;
    const struct feel_node *node;
    const struct builtin *builtin;
    const struct feel_value *arguments;
    size_t count;
    int variant; // of the builtin's lists of parameters; -1: by position
};

struct builtin {
    const char *name;
    const char *parameters; // "from|year,month,day": the lists of names that it may be called with
    int count_min;
    int count_max;    // -1: any number
    bool is_foldable; // from constants it makes a constant (date("2026-03-30"))
    struct feel_value (*run)(struct builtin_call *call);
};

const struct builtin *builtin_find(str name);
// Those of one family after the other; NULL behind the last.
const struct builtin *builtin_next(const struct builtin *builtin);
// Which list of parameters has all these names; and the position of each in it.
bool builtin_bind(const struct builtin *builtin, const str *names, size_t count, int *ret_variant,
                  int *ret_positions);
enum { BUILTIN_PARAMETERS_MAX = 8 };

struct builtin_arguments {
    const struct feel_value *items; // in the parameters' order; what was left out is null
    size_t count;
    int variant;
};

struct feel_value builtin_run(struct state *state, const struct feel_node *node,
                              const struct builtin *builtin,
                              const struct builtin_arguments *arguments);
// Named arguments in the parameters' order, in room for builtin_room of their count.
// Is the built-in of this function type? Only the number of its parameters is known.
bool builtin_takes(const struct builtin *builtin, const struct feel_type *type);
bool builtin_order(const struct builtin *builtin, const struct feel_arguments *arguments,
                   struct feel_value *items, struct builtin_arguments *ret_ordered);
size_t builtin_room(size_t count);

// The families: NULL-named entry last.
extern const struct builtin builtins_numbers[], builtins_strings[], builtins_lists[],
    builtins_contexts[], builtins_dates[], builtins_patterns[], builtins_ranges[],
    builtins_measures[];

// What the families share: argument i of the kind wanted (a list of one counts as its item), or
// false with a warning written.
bool builtin_number(struct builtin_call *call, size_t index, decimal *ret_number);
bool builtin_integer(struct builtin_call *call, size_t index, int64_t *ret_number);
bool builtin_text(struct builtin_call *call, size_t index, str *ret_text);
// A value that is no list counts as a list of one.
struct feel_list builtin_list(struct builtin_call *call, size_t index);
struct feel_value builtin_wrong(struct builtin_call *call, size_t index);
// The arguments as one list: f([1, 2]) and f(1, 2) are the same.
struct feel_list builtin_all(struct builtin_call *call);
// The items in their order (FEEL's "<"), or in that of a function that is the second argument.
struct feel_value builtin_sorted(struct builtin_call *call, struct feel_list list);
// The argument is there and not null.
bool builtin_has(const struct builtin_call *call, size_t index);

#endif
