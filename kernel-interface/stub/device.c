// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/kolink: one open file is one module. docs/kernel-interface.md is the
 * protocol.
 */
#include <linux/build_bug.h>
#include <linux/capability.h>
#include <linux/elf.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/utsname.h>

#include "kolink.h"
#include "kernel.h"

static atomic_t kl_files = ATOMIC_INIT(0);

/* ---- operations ---- */

static u32 kl_caps(void)
{
	u32 caps = KL_CAP_COMMIT | KL_CAP_RESOLVE | KL_CAP_INIT_SYMS;

	if (kl_lab_enabled())
		caps |= KL_CAP_LAB;
	if (IS_ENABLED(CONFIG_SMP))
		caps |= KL_CAP_PERCPU;
	if (IS_ENABLED(CONFIG_KALLSYMS))
		caps |= KL_CAP_KALLSYMS;
	if (IS_ENABLED(CONFIG_MODULE_UNLOAD))
		caps |= KL_CAP_UNLOAD;
	if (IS_ENABLED(CONFIG_MODULE_SIG))
		caps |= KL_CAP_SIG;
	if (KL_MEM_TYPES)
		caps |= KL_CAP_MEM_TYPES;
#ifdef KOLINK_FAULT
	caps |= KL_CAP_FAULT;
#endif
	return caps;
}

/* The build id of the stub itself, out of its own note; empty without one. */
static u32 kl_build_id(u8 *id)
{
#ifdef CONFIG_STACKTRACE_BUILD_ID
	memcpy(id, THIS_MODULE->build_id, min(sizeof(THIS_MODULE->build_id), 20));
	return 20;
#else
	return 0;
#endif
}

static int kl_hello(struct kl_file *file, const struct kl_hello *req, struct kl_hello_r *reply)
{
	reply->magic = KL_MAGIC;
	reply->major = KL_MAJOR;
	reply->minor = KL_MINOR;
	reply->caps = kl_caps();
	reply->sizeof_module = sizeof(struct module);
	reply->off_init = offsetof(struct module, init);
#ifdef CONFIG_MODULE_UNLOAD
	reply->off_exit = offsetof(struct module, exit);
#else
	reply->off_exit = ~0U;
#endif
	reply->page_size = PAGE_SIZE;
	reply->e_machine = ELF_ARCH;
	reply->elf_class = ELF_CLASS;
	reply->elf_data = ELF_DATA;
	reply->max_msg = KL_MAX_MSG;
	reply->max_reply = KL_MAX_REPLY;
	reply->n_classes = KL_CLASSES;
	reply->build_id_len = kl_build_id(reply->build_id);
	strscpy(reply->release, init_utsname()->release, sizeof(reply->release));

	if (req->magic != KL_MAGIC)
		return -EPROTO;
	if (req->major != KL_MAJOR || req->minor > KL_MINOR)
		return -EPROTONOSUPPORT;
	if (req->flags || req->reserved)
		return -EINVAL;
	if (file->state == KL_STATE_NEW)
		file->state = KL_STATE_READY;
	return 0;
}

static int kl_list_images(struct kl_file *file, u64 first, struct kl_status *reply)
{
	struct kl_list_r *out = (void *)(reply + 1);
	u32 room = (KL_MAX_REPLY - sizeof(*reply)) / sizeof(*out), n = 0;
	struct kl_image *image;
	int i;

	mutex_lock(&kl_images_lock);
	list_for_each_entry(image, &kl_images, list) {
		if (reply->ret++ < first || n >= room)
			continue;
		memcpy(out[n].name, image->name, sizeof(out[n].name));
		out[n].base = (unsigned long)image->mem[KL_TEXT].base;
		if (!out[n].base)
			out[n].base = (unsigned long)image->mem[KL_DATA].base;
		for (i = 0; i < KL_CLASSES; i++)
			out[n].size += image->mem[i].size;
		out[n].state = image->state;
		out[n].pid = image->pid;
		n++;
	}
	mutex_unlock(&kl_images_lock);
	file->reply_len += n * sizeof(*out);
	return 0;
}

/* Under module_mutex. */
static void kl_resolve_one(const char *name, struct kl_resolve_r *out)
{
	struct find_symbol_arg fsa = { .name = name, .gplok = true };

	if (!find_symbol(&fsa))
		return;
	out->addr = kl_symbol_value(fsa.sym);
	out->flags = KL_SYM_FOUND;
	if (fsa.license == GPL_ONLY)
		out->flags |= KL_SYM_GPL_ONLY;
	if (fsa.crc) {
		out->flags |= KL_SYM_CRC;
		out->crc = *fsa.crc;
	}
	if (fsa.owner) {
		out->owner_base = kl_module_base(fsa.owner);
		strscpy_pad(out->owner, fsa.owner->name, sizeof(out->owner));
	}
}

static int kl_resolve(struct kl_file *file, const char *names, size_t len,
		      struct kl_status *reply)
{
	struct kl_resolve_r *out = (void *)(reply + 1);
	u32 room = (KL_MAX_REPLY - sizeof(*reply)) / sizeof(*out), n = 0;
	const char *at, *end = names + len;

	if (!len || end[-1])
		return -EINVAL;
	for (at = names; at < end; at += strlen(at) + 1)
		if (++n > room)
			return -E2BIG;
	mutex_lock(kl_kernel.module_mutex);
	for (at = names; at < end; at += strlen(at) + 1)
		kl_resolve_one(at, out++);
	mutex_unlock(kl_kernel.module_mutex);
	reply->ret = n;
	file->reply_len += n * sizeof(*out);
	return 0;
}

/* ---- messages ---- */

/* How long the payload of an operation must be; 0 for "at least least". */
static int kl_payload_size(u32 op, size_t *exact, size_t *least)
{
	*exact = 0;
	*least = 1;
	switch (op) {
	case KL_HELLO:
		*exact = sizeof(struct kl_hello);
		return 0;
	case KL_ALLOC:
		*exact = sizeof(struct kl_alloc);
		return 0;
	case KL_WRITE:
		*least = sizeof(u64);
		return 0;
	case KL_COMMIT:
		*least = sizeof(struct kl_commit);
		return 0;
	case KL_LIST:
		*exact = sizeof(u64);
		return 0;
	case KL_RESOLVE:
		return 0;
	}
#ifdef KOLINK_LAB
	if (kl_lab_enabled() && (op == KL_SEAL || op == KL_CALL || op == KL_ONCLOSE ||
				 op == KL_DETACH || op == KL_ATTACH)) {
		*exact = kl_lab_size(op);
		*least = 0;
		return 0;
	}
#endif
	return -ENOTTY;
}

static size_t kl_reply_size(u32 op)
{
	switch (op) {
	case KL_HELLO:
		return sizeof(struct kl_hello_r);
	case KL_ALLOC:
		return sizeof(struct kl_alloc_r);
	}
	return sizeof(struct kl_status);
}

static int kl_in_state(struct kl_file *file, u32 op)
{
	if (op == KL_HELLO)
		return 0;
	if (file->state == KL_STATE_NEW)
		return -EPROTO;
	if (op == KL_ALLOC && file->state != KL_STATE_READY)
		return -EBUSY;
	if (op == KL_COMMIT && file->state != KL_STATE_ALLOCATED)
		return -EPERM;
	return 0;
}

/* Every reply begins with the status. */
static void kl_do(struct kl_file *file, u32 op, void *msg, size_t len)
{
	struct kl_status *reply = file->reply;
	int err;

	err = kl_in_state(file, op);
	if (err)
		goto out;
	switch (op) {
	case KL_HELLO:
		err = kl_hello(file, msg, file->reply);
		break;
	case KL_ALLOC:
		err = kl_alloc(file, msg, file->reply);
		break;
	case KL_COMMIT:
		err = kl_commit(file, msg, len, reply);
		break;
	case KL_LIST:
		err = kl_list_images(file, *(u64 *)msg, reply);
		break;
	case KL_RESOLVE:
		err = kl_resolve(file, msg, len, reply);
		break;
#ifdef KOLINK_LAB
	default:
		err = kl_lab(file, op, msg, len, reply);
#endif
	}
out:
	reply->status = err;
}

static void kl_forget_reply(struct kl_file *file)
{
	kvfree(file->reply);
	file->reply = NULL;
	file->reply_len = 0;
	file->reply_pos = 0;
}

static int kl_message(struct kl_file *file, const char __user *buf, size_t count)
{
	bool large;
	size_t exact, least, len;
	struct kl_msg head;
	void *msg = NULL;
	int err;

	if (count < sizeof(head))
		return -EINVAL;
	if (count > KL_MAX_MSG)
		return -EMSGSIZE;
	if (copy_from_user(&head, buf, sizeof(head)))
		return -EFAULT;
	len = count - sizeof(head);
	buf += sizeof(head);
	err = kl_payload_size(head.op, &exact, &least);
	if (err)
		return err;
	if (head.len != len || (exact && len != exact) || (!exact && len < least))
		return -EINVAL;

	if (len && head.op != KL_WRITE) {
		msg = vmemdup_user(buf, len);
		if (IS_ERR(msg))
			return PTR_ERR(msg);
	}
	large = head.op == KL_LIST || head.op == KL_RESOLVE;
	file->reply = kvzalloc(large ? KL_MAX_REPLY : kl_reply_size(head.op), GFP_KERNEL);
	if (!file->reply) {
		kvfree(msg);
		return -ENOMEM;
	}
	file->reply_len = kl_reply_size(head.op);
	if (head.op == KL_WRITE) {
		err = kl_in_state(file, KL_WRITE);
		if (!err)
			err = kl_write_bytes(file, buf, len);
		((struct kl_status *)file->reply)->status = err;
	} else {
		kl_do(file, head.op, msg, len);
	}
	kvfree(msg);
	return 0;
}

/* ---- the file ---- */

static int kl_open(struct inode *inode, struct file *filp)
{
	struct kl_file *file;
	int err;

	if (!capable(CAP_SYS_MODULE))
		return -EPERM;
	err = kl_allowed();
	if (!err)
		err = kl_boot_ready();
	if (err)
		return err;
	if (atomic_inc_return(&kl_files) > KL_MAX_FILES) {
		atomic_dec(&kl_files);
		return -ENFILE;
	}
	file = kzalloc(sizeof(*file), GFP_KERNEL);
	if (!file) {
		atomic_dec(&kl_files);
		return -ENOMEM;
	}
	mutex_init(&file->lock);
	filp->private_data = file;
	return stream_open(inode, filp);
}

static ssize_t kl_write(struct file *filp, const char __user *buf, size_t count, loff_t *pos)
{
	struct kl_file *file = filp->private_data;
	int err;

	if (!capable(CAP_SYS_MODULE))
		return -EPERM;
	if (mutex_lock_interruptible(&file->lock))
		return -EINTR;
	kl_forget_reply(file);
	err = kl_message(file, buf, count);
	mutex_unlock(&file->lock);
	return err ? err : count;
}

static ssize_t kl_read(struct file *filp, char __user *buf, size_t count, loff_t *pos)
{
	struct kl_file *file = filp->private_data;
	ssize_t n;

	if (!capable(CAP_SYS_MODULE))
		return -EPERM;
	if (mutex_lock_interruptible(&file->lock))
		return -EINTR;
	n = min(count, file->reply_len - file->reply_pos);
	if (copy_to_user(buf, file->reply + file->reply_pos, n))
		n = -EFAULT;
	else
		file->reply_pos += n;
	mutex_unlock(&file->lock);
	return n;
}

/*
 * The last close. The file's lock is not taken: whoever held it may have died
 * in an oops.
 */
static int kl_release(struct inode *inode, struct file *filp)
{
	struct kl_file *file = filp->private_data;
	struct kl_image *image;

	mutex_lock(&kl_images_lock);
	image = file->image;
	file->image = NULL;
	if (image)
		list_del(&image->list);
	mutex_unlock(&kl_images_lock);
	if (image)
		kl_lab_close(image);
	kl_image_free(image);
	kl_forget_reply(file);
	kfree(file);
	atomic_dec(&kl_files);
	return 0;
}

static const struct file_operations kl_fops = {
	.owner = THIS_MODULE,
	.open = kl_open,
	.read = kl_read,
	.write = kl_write,
	.release = kl_release,
};

static struct miscdevice kl_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "kolink",
	.fops = &kl_fops,
	.mode = 0600,
};

static void __init kl_sizes(void)
{
	BUILD_BUG_ON(sizeof(struct kl_status) != 16);
	BUILD_BUG_ON(sizeof(struct kl_hello) != 16);
	BUILD_BUG_ON(sizeof(struct kl_hello_r) != 160);
	BUILD_BUG_ON(sizeof(struct kl_alloc) != 136);
	BUILD_BUG_ON(sizeof(struct kl_alloc_r) != 72);
	BUILD_BUG_ON(sizeof(struct kl_commit) != 112);
	BUILD_BUG_ON(sizeof(struct kl_dep) != 72);
	BUILD_BUG_ON(sizeof(struct kl_resolve_r) != 80);
	BUILD_BUG_ON(sizeof(struct kl_list_r) != 88);
	BUILD_BUG_ON(sizeof(struct kl_call) != 40);
	BUILD_BUG_ON(offsetof(struct kl_hello_r, build_id) != 56);
	BUILD_BUG_ON(offsetof(struct kl_hello_r, release) != 88);
	BUILD_BUG_ON(offsetof(struct kl_commit, strtab_len) != 56);
	BUILD_BUG_ON(offsetof(struct kl_commit, this_module_len) != 104);
	BUILD_BUG_ON(offsetof(struct kl_resolve_r, crc) != 72);
	BUILD_BUG_ON(offsetof(struct kl_list_r, state) != 80);
}

static int __init kl_init(void)
{
	int err;

	kl_sizes();
	err = kl_boot_init();
	if (err)
		return err;
	err = misc_register(&kl_device);
	if (err)
		kl_boot_exit();
	return err;
}

static void __exit kl_exit(void)
{
	misc_deregister(&kl_device);
	kl_boot_exit();
	rcu_barrier();
}

module_init(kl_init);
module_exit(kl_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Takes modules that userspace has linked");
