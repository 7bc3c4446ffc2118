// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory of a module before the kernel has it: what ALLOC gives, WRITE
 * fills, and the last close frees.
 */
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "kolink.h"
#include "kernel.h"

LIST_HEAD(kl_images);
DEFINE_MUTEX(kl_images_lock);	/* the list, states in it, and file->image */

/* Whether [addr, addr + size) lies in [base, base + len). Wraps nowhere. */
bool kl_within(u64 addr, u64 size, u64 base, u64 len)
{
	return addr >= base && addr - base <= len && size <= len - (addr - base);
}

/* The class that the range lies in, or -1. */
int kl_class_of(const struct kl_image *image, u64 addr, u64 size)
{
	int i;

	for (i = 0; i < KL_CLASSES; i++) {
		const struct kl_mem *mem = &image->mem[i];

		if (mem->base && kl_within(addr, size, (unsigned long)mem->base, mem->size) &&
		    (size || addr - (unsigned long)mem->base < mem->size))
			return i;
	}
	/* Nothing at all may also lie at the very end. */
	for (i = 0; !size && i < KL_CLASSES; i++)
		if (image->mem[i].base &&
		    addr - (unsigned long)image->mem[i].base == image->mem[i].size)
			return i;
	return -1;
}

void kl_image_free(struct kl_image *image)
{
	if (!image)
		return;
	free_percpu(image->pcpu);
	kl_mem_free(image->mem);
	kfree(image);
}

static int kl_percpu_alloc(struct kl_image *image, u64 size, u64 align)
{
	if (!size)
		return align > 1 && !is_power_of_2(align) ? -EINVAL : 0;
#ifdef CONFIG_SMP
	if (align > PAGE_SIZE || (align && !is_power_of_2(align)))
		return -EINVAL;
	image->pcpu = __alloc_reserved_percpu(size, align ? align : 1);
	if (!image->pcpu)
		return -ENOMEM;
	image->pcpu_size = size;
	return kl_fault(KL_STEP_PERCPU);
#else
	return -EINVAL;
#endif
}

static bool kl_name_ok(const char *name)
{
	size_t len = strnlen(name, KL_NAME_LEN), i;

	if (!len || len >= MODULE_NAME_LEN)
		return false;
	for (i = 0; i < len; i++)
		if ((unsigned char)name[i] <= ' ' || name[i] == '/' || name[i] == 0x7f)
			return false;
	return strcmp(name, ".") && strcmp(name, "..");
}

int kl_alloc(struct kl_file *file, const struct kl_alloc *req, struct kl_alloc_r *reply)
{
	struct kl_image *image;
	u64 total = 0;
	int err, i;

	if (!kl_name_ok(req->name) || !req->size[KL_DATA])
		return -EINVAL;
	for (i = 0; i < KL_CLASSES; i++) {
		if (req->size[i] > KL_MAX_CLASS)
			return -E2BIG;
		total += PAGE_ALIGN(req->size[i]);
	}
	if (total > KL_MAX_IMAGE || req->pcpu_size > KL_MAX_PERCPU)
		return -E2BIG;

	image = kzalloc(sizeof(*image), GFP_KERNEL);
	if (!image)
		return -ENOMEM;
	strscpy(image->name, req->name, sizeof(image->name));
	image->pid = task_tgid_nr(current);
	for (i = 0; i < KL_CLASSES; i++)
		image->mem[i].size = PAGE_ALIGN(req->size[i]);
	err = kl_mem_alloc(image->mem);
	if (!err)
		err = kl_percpu_alloc(image, req->pcpu_size, req->pcpu_align);
	if (err) {
		kl_image_free(image);
		return err;
	}

	for (i = 0; i < KL_CLASSES; i++)
		reply->addr[i] = (unsigned long)image->mem[i].base;
	reply->pcpu = (unsigned long)image->pcpu;
	mutex_lock(&kl_images_lock);
	file->image = image;
	list_add_tail(&image->list, &kl_images);
	mutex_unlock(&kl_images_lock);
	file->state = KL_STATE_ALLOCATED;
	return 0;
}

static int kl_percpu_write(struct kl_image *image, u64 at, const void __user *from, size_t len)
{
	void *copy = vmemdup_user(from, len);
	int cpu;

	if (IS_ERR(copy))
		return -EFAULT;
	for_each_possible_cpu(cpu)
		memcpy(per_cpu_ptr(image->pcpu, cpu) + at, copy, len);
	kvfree(copy);
	return 0;
}

int kl_write_bytes(struct kl_file *file, const char __user *payload, size_t len)
{
	struct kl_image *image = file->image;
	u64 addr, pcpu;

	if (file->state != KL_STATE_ALLOCATED)
		return -EPERM;
	if (copy_from_user(&addr, payload, sizeof(addr)))
		return -EFAULT;
	payload += sizeof(addr);
	len -= sizeof(addr);
	pcpu = (unsigned long)image->pcpu;
	if (pcpu && kl_within(addr, len, pcpu, image->pcpu_size))
		return len ? kl_percpu_write(image, addr - pcpu, payload, len) : 0;
	if (kl_class_of(image, addr, len) < 0)
		return -EFAULT;
	return copy_from_user((void *)(unsigned long)addr, payload, len) ? -EFAULT : 0;
}
