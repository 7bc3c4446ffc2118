/* SPDX-License-Identifier: GPL-2.0-only */
/* The steps of a COMMIT, for each other. */
#ifndef KOLINK_COMMIT_H
#define KOLINK_COMMIT_H

#include "kolink.h"
#include "kernel.h"

struct kl_init_symbols;

/* What a COMMIT under way holds beside the image. */
struct kl_commit_work {
	struct kl_image *image;
	struct kl_blob blob;
	struct module *mod;
	struct load_info info;
	struct kl_init_symbols *init_symbols;
	char *args;
};

/* list.c, step 3 */
int kl_list(struct kl_commit_work *work);
void kl_unlist(struct module *mod);

/* sections.c, step 4 */
int kl_find_sections(struct kl_commit_work *work);
void kl_taints(struct kl_commit_work *work);
int kl_strings(struct kl_commit_work *work);
void kl_free_strings(struct module *mod);
int kl_symbols(struct kl_commit_work *work);
void kl_free_init_symbols(struct kl_commit_work *work);

/* form.c, steps 7 to 9 */
int kl_form(struct kl_commit_work *work);
void kl_unform(struct module *mod);
int kl_announce(struct module *mod);
void kl_renounce(struct module *mod);
int kl_parse(struct module *mod, char *args);

#endif /* KOLINK_COMMIT_H */
