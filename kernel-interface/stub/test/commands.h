/* SPDX-License-Identifier: GPL-2.0-only */
/* Commands of the guest's script; each says what came of it. */
#ifndef KL_COMMANDS_H
#define KL_COMMANDS_H

/* harm.c */
void faults(const char *path);
void kill_at(const char *where, const char *path);
void kill_random(int times, const char *path);
void kill_steps(int times, const char *path);
void race(int times, const char *path);

/* hostile.c */
void refusals(const char *path);
void fuzz(unsigned int seconds, unsigned int seed, const char *path);

/* program.c: kolink's words in a JVM of their own; each line of a file as words, all in one JVM */
void kolink(const char *line);
void kolink_all(const char *lines);
int java_words(char **words);
extern char *const java_environment[];

/* autoload.c: what makes the kernel ask for modules; kolink's daemon; kolink as the kernel's helper */
void ask_kernel(const char *helper);
void autoloadd(const char *line);
void end_autoloadd(void);
int helper(int argc, char **argv);

/* uses.c */
void use(const char *image, const char *type);
void use_vsock(void);
void use_hash(const char *algorithm, const char *expected);
void unprivileged(void);

/* relay.c: gives /dev/kolink to a program on the host */
void relay(const char *path);

/* cost.c: instructions until init, and memory */
void cost(const char *how, const char *path);
void copies(const char *how, int times, const char *path);

#endif
