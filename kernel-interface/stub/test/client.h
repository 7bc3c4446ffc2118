/* SPDX-License-Identifier: GPL-2.0-only */
/* A client of the device, and what it can see of the kernel's modules. */
#ifndef KL_CLIENT_H
#define KL_CLIENT_H

#include "link.h"

extern int device;
/* Called with the name of each step of a load that was done; NULL: nothing. */
extern void (*at_step)(const char *name);

int open_device(void);
void close_device(void);
/* One request and its reply: what the operation said, or -errno. */
int64_t ask(uint32_t op, const void *a, size_t an, void *reply, size_t room);
int64_t ask2(uint32_t op, const void *a, size_t an, const void *b, size_t bn, void *reply,
	     size_t room);
int64_t hello(struct kl_hello_r *reply);
int64_t write_class(uint64_t addr, const char *bytes, uint64_t size);
/* The whole COMMIT message. */
char *describe(struct module *m, const char *args, size_t *len);
/* Everything up to the COMMIT message, which the caller frees. */
int64_t prepare(struct module *m, const char *path, const char *args, char **msg, size_t *len);
/* 0, what COMMIT said, or what init said. */
int64_t load(const char *path, const char *args);

/* By the kernel's own loader; -errno. */
long insmod(const char *path, const char *args);
long rmmod(const char *name);
int write_text(const char *path, const char *text);
/* Memory of modules: areas and bytes, when they stand still. */
void settled_area(unsigned long *count, unsigned long *bytes);
/* Waits for the memory of modules to be that again: work items free some of it. */
int is_back(unsigned long count, unsigned long bytes);
int is_loaded(const char *name);
/* The name of the module in a file. */
void module_name(const char *path, char *name, size_t room);

#endif
