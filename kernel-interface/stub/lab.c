// SPDX-License-Identifier: GPL-2.0-only
/*
 * The proposal of 2002, literally: allocate, put something there, call it, and
 * be called back on close. For the laboratory: what is called here has no
 * bookkeeping, and a WARN in it is an oops. docs/kernel-interface.md has the
 * list of what it cannot do.
 */
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/cacheflush.h>

#include "kolink.h"
#include "kernel.h"

static bool lab;
module_param(lab, bool, 0400);
MODULE_PARM_DESC(lab, "serve the operations that call addresses");

bool kl_lab_enabled(void)
{
	return lab;
}

size_t kl_lab_size(u32 op)
{
	switch (op) {
	case KL_CALL:
		return sizeof(struct kl_call);
	case KL_ONCLOSE:
		return sizeof(u64);
	case KL_ATTACH:
		return KL_NAME_LEN;
	}
	return 0;
}

static void kl_set_state(struct kl_image *image, u32 state)
{
	mutex_lock(&kl_images_lock);
	image->state = state;
	mutex_unlock(&kl_images_lock);
}

static bool kl_is_code(const struct kl_image *image, u64 addr)
{
	int class = kl_class_of(image, addr, 1);

	return class >= 0 && kl_is_text(class);
}

static int kl_seal(struct kl_file *file)
{
	struct kl_image *image = file->image;
	int err, i;

	if (file->state != KL_STATE_ALLOCATED)
		return -EPERM;
	/* A module in nothing but its memory: what the protections look at. */
	image->sealed = kzalloc(sizeof(*image->sealed), GFP_KERNEL);
	if (!image->sealed)
		return -ENOMEM;
	kl_mem_to_module(image->mem, image->sealed);
	for (i = 0; i < KL_CLASSES; i++)
		if (image->mem[i].size)
			flush_icache_range((unsigned long)image->mem[i].base,
					   (unsigned long)image->mem[i].base +
					   image->mem[i].size);
	err = kl_protect(image->sealed);
	if (err) {
		file->state = KL_STATE_FAILED;
		kl_set_state(image, KL_LIST_FAILED);
		return err;
	}
	add_taint(TAINT_USER, LOCKDEP_STILL_OK);
	file->state = KL_STATE_SEALED;
	kl_set_state(image, KL_LIST_SEALED);
	return 0;
}

static int kl_call(struct kl_file *file, const struct kl_call *req, struct kl_status *reply)
{
	long (*function)(long a, long b, long c, long d);

	if (!kl_is_code(file->image, req->addr))
		return -EFAULT;
	function = (void *)(unsigned long)req->addr;
	reply->ret = (s64)function(req->arg[0], req->arg[1], req->arg[2], req->arg[3]);
	return 0;
}

static int kl_onclose(struct kl_file *file, u64 addr)
{
	if (addr && !kl_is_code(file->image, addr))
		return -EFAULT;
	file->image->onclose = addr;
	return 0;
}

/* The image stays in the list without a file, and keeps the stub from being removed. */
static int kl_detach(struct kl_file *file)
{
	__module_get(THIS_MODULE);
	mutex_lock(&kl_images_lock);
	file->image->state = KL_LIST_SEALED | KL_LIST_DETACHED;
	file->image = NULL;
	mutex_unlock(&kl_images_lock);
	file->state = KL_STATE_COMMITTED;
	return 0;
}

static int kl_attach(struct kl_file *file, const char *name)
{
	struct kl_image *image;
	int err = -ENOENT;

	if (file->state != KL_STATE_READY)
		return -EBUSY;
	if (strnlen(name, KL_NAME_LEN) == KL_NAME_LEN)
		return -EINVAL;
	mutex_lock(&kl_images_lock);
	list_for_each_entry(image, &kl_images, list) {
		if (!(image->state & KL_LIST_DETACHED) || strcmp(image->name, name))
			continue;
		image->state = KL_LIST_SEALED;
		file->image = image;
		err = 0;
		break;
	}
	mutex_unlock(&kl_images_lock);
	if (!err) {
		file->state = KL_STATE_SEALED;
		module_put(THIS_MODULE);	/* the file holds it now */
	}
	return err;
}

/* Under the file's lock. */
int kl_lab(struct kl_file *file, u32 op, void *msg, size_t len, struct kl_status *reply)
{
	if (op == KL_SEAL)
		return kl_seal(file);
	if (op == KL_ATTACH)
		return kl_attach(file, msg);
	if (file->state != KL_STATE_SEALED)
		return -EPERM;
	switch (op) {
	case KL_CALL:
		return kl_call(file, msg, reply);
	case KL_ONCLOSE:
		return kl_onclose(file, *(u64 *)msg);
	case KL_DETACH:
		return kl_detach(file);
	}
	return -ENOTTY;
}

/* The last close of a file with an image that nobody can reach any more. */
void kl_lab_close(struct kl_image *image)
{
	void (*function)(void) = (void *)image->onclose;

	if (!image->sealed)
		return;
	if (function)
		function();
	synchronize_rcu();
	kfree(image->sealed);
}
