// The program's entry: looks the subcommand up and hands over to its file.
#include <stdio.h>

int main(void) {
    puts("mingli");
    return 0;
}
