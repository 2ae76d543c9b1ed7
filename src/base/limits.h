// Every ceiling of the program, in one place. Sizes in bytes unless the name says otherwise.
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#define KIB ((size_t)1024)
#define MIB (KIB * KIB)

enum {
    LIMIT_JSON_DEPTH = 64,
    LIMIT_JSON_NODES = 512 * 1024, // values in one document
    LIMIT_XML_DEPTH = 128,
    LIMIT_XML_NODES = 200 * 1000, // elements and attributes in one document
    LIMIT_TEXT = 2000,            // characters of a text whose shape names no bound
    LIMIT_CSV_FIELDS = 1000,      // in one record
    LIMIT_XLSX_ROWS = 1048576,    // what a spreadsheet program can open
    LIMIT_XLSX_ENTRIES = 1000,    // files in the archive
    LIMIT_XLSX_STRINGS = 1000 * 1000,
    LIMIT_LIST = 1000, // items of a list whose shape names no bound
    LIMIT_FEEL_DEPTH = 128,
    LIMIT_FEEL_STEPS = 1000000,
    LIMIT_FEEL_CALLS = 1024,  // depth of an evaluation, nested calls and all
    LIMIT_FEEL_LIST = 100000, // items of a list that an expression makes
    LIMIT_FEEL_WARNINGS = 32,
    LIMIT_FEEL_RANGE_TEXT = 1000, // of range()'s argument
    LIMIT_PAGE_ROWS = 200,
    LIMIT_SEARCH_ROWS = 10000, // looked at for one page of a search
    LIMIT_GROUP_COMMIT = 64,
    LIMIT_GROUP_IMPORT = 512, // rows of a file that share a commit; nobody waits for them
    LIMIT_WRITER_QUEUE = 4096,
    LIMIT_HEADERS = 64,
    LIMIT_NOTE_NAME = 200,       // bytes of the name of a signing key
    LIMIT_NOTE_SIGNATURES = 100, // on one note
    LIMIT_FOLLOW_UPS = 16,
    LIMIT_FLOW_NODES = 2000,
    LIMIT_FLOW_ARROWS = 4000,
    LIMIT_FLOW_POINTS = 100,        // of one arrow in a drawing
    LIMIT_FLOW_TOKENS = 256,        // of one run at one time
    LIMIT_FLOW_MOVES = 10000,       // of one step
    LIMIT_FLOW_DEPTH = 32,          // sub-processes and calls inside each other, also while running
    LIMIT_FLOW_REPEATS = 200,       // of one activity that is done several times
    LIMIT_FLOW_VARIABLES = 64,      // that scripts may leave behind
    LIMIT_CALENDAR_DAYS = 4000,     // days that differ from the plain week
    LIMIT_FLOW_STATES = 20000,      // looked at when a model is proved sound
    LIMIT_FLOW_ROUTE = 200,         // steps of a preview
    LIMIT_FLOW_FEEL_STEPS = 100000, // of all conditions of one step
    LIMIT_DECISIONS = 4000,         // elements of one model: decisions, inputs, functions
    LIMIT_BOX_DEPTH = 48,           // boxed expressions in one another
    LIMIT_RULES = 10000,            // of one decision table
    LIMIT_COLUMNS = 200,            // inputs, outputs and annotations of one decision table
    LIMIT_FOLDER = 100000,
    LIMIT_PATH_PARAMS = 4,      // in braces, of one route
    LIMIT_EXPORT_ROWS = 200000, // of one list as a file
    LIMIT_LISTENERS = 2000,     // event streams at one time
    LIMIT_POOL_QUEUE = 512,     // jobs that wait for the pool
};

#define LIMIT_JSON_BODY (1 * MIB)
#define LIMIT_UPLOAD (20 * MIB)
#define LIMIT_HEADER (16 * KIB)
#define LIMIT_REQUEST_ARENA (64 * MIB)
#define LIMIT_BOOK_ARENA (512 * MIB)
#define LIMIT_SEARCH_TEXT (64 * KIB) // what one thing is found by
#define LIMIT_STREAM (256 * KIB)
#define LIMIT_ANSWER (32 * MIB)
#define LIMIT_STRUCTS (16 * MIB) // items and optional structs read from one JSON value
#define LIMIT_XML (16 * MIB)
#define LIMIT_FLOW_XML (1 * MIB)
#define LIMIT_FLOW_FEEL (64 * KIB) // all expressions of one model
#define LIMIT_FEEL_SOURCE (64 * KIB)
#define LIMIT_FEEL_TEXT (1 * MIB)
#define LIMIT_XLSX_BYTES (256 * MIB)  // unpacked
#define LIMIT_MODEL_MEMORY (48 * MIB) // that compiling one decision model may take
#define LIMIT_MODEL_ARENA (128 * MIB) // with the XML that it was read from
#define LIMIT_IMPORT (512 * MIB)      // a file to import, unpacked
#define LIMIT_IMPORT_ARENA (4096 * MIB)
#define LIMIT_CSV_FIELD (64 * KIB)
#define LIMIT_NOTE (1 * MIB)
#define LIMIT_LOG_BUNDLE (17 * MIB) // 256 entries with their sizes
#define LIMIT_LEAF ((size_t)65535)  // of one log entry: tlog-tiles writes its size in two bytes

#endif
