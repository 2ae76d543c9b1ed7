// Functions that must not be used, each with what to use instead. The build force-includes this
// file into every one of our sources, after the system headers it names, so a use does not compile.
// (The idea is git's banned.h.)
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BANNED(function, instead) sorry_##function##_is_banned_use_##instead

#undef strcpy
#define strcpy(a, b) BANNED(strcpy, arena_copy)
#undef strcat
#define strcat(a, b) BANNED(strcat, buf_add)
#undef strncpy
#define strncpy(a, b, c) BANNED(strncpy, memcpy)
#undef strncat
#define strncat(a, b, c) BANNED(strncat, buf_add)
#undef sprintf
#define sprintf(...) BANNED(sprintf, snprintf_or_buf_print)
#undef vsprintf
#define vsprintf(...) BANNED(vsprintf, vsnprintf)
#undef gets
#define gets(a) BANNED(gets, os_file_read)
#undef strtok
#define strtok(a, b) BANNED(strtok, str_cut)
#undef atoi
#define atoi(a) BANNED(atoi, str_to_int)
#undef atol
#define atol(a) BANNED(atol, str_to_int)
#undef atof
#define atof(a) BANNED(atof, decimal_from_str)
#undef rand
#define rand() BANNED(rand, os_random)
#undef localtime
#define localtime(a) BANNED(localtime, date_of_instant)
#undef gmtime
#define gmtime(a) BANNED(gmtime, date_parts)
#undef asctime
#define asctime(a) BANNED(asctime, instant_print)
#undef ctime
#define ctime(a) BANNED(ctime, instant_print)

#endif
