/* SPDX-License-Identifier: GPL-2.0-only */
/* What boot.c and find.c know of each other. */
#ifndef KOLINK_BOOT_H
#define KOLINK_BOOT_H

#include "kolink.h"
#include "kernel.h"

/* boot.c: what the loader of the stub gave */
enum { GIVEN_MODULES, GIVEN_MUTEX, GIVEN_TREE, GIVEN_NOTIFIERS, GIVEN_WQ, GIVEN_COUNT };

void *kl_given_address(int which);
int kl_wrong(const char *what);

/* find.c */
void kl_find_data(void);
int kl_check_modules(void);
int kl_check_tree(void);
int kl_check_notifiers(void);
int kl_check_mutex(void);
void kl_stop_probing(void);

#endif /* KOLINK_BOOT_H */
