// The program's entry: looks the subcommand up and hands over to its file. Nothing else happens
// here, so that every subcommand reads alone.
#include <stdio.h>

int main(void) {
    puts("mingli");
    return 0;
}
