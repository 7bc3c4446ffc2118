/* SPDX-License-Identifier: (GPL-2.0 WITH Linux-syscall-note) OR Apache-2.0 */
/*
 * The messages of /dev/kolink. docs/kernel-interface.md explains them; this
 * file states their layouts for C. Integers are in the kernel's byte order,
 * every field lies at a multiple of its size.
 */
#ifndef KOLINK_UAPI_H
#define KOLINK_UAPI_H

#include <linux/types.h>

#define KL_MAGIC		0x4b4c4e4b
#define KL_MAJOR		1
#define KL_MINOR		0

#define KL_NAME_LEN		64
#define KL_OWNER_LEN		56
#define KL_BUILD_ID_LEN		32
#define KL_RELEASE_LEN		72

/* Operations */
#define KL_ALLOC		1
#define KL_WRITE		2
#define KL_SEAL			3	/* lab */
#define KL_CALL			4	/* lab */
#define KL_ONCLOSE		5	/* lab */
#define KL_COMMIT		6
#define KL_DETACH		7	/* lab */
#define KL_LIST			8
#define KL_ATTACH		9	/* lab */
#define KL_RESOLVE		10
#define KL_HELLO		11

/* Classes of memory */
#define KL_TEXT			0
#define KL_RODATA		1
#define KL_ROAI			2
#define KL_DATA			3
#define KL_ITEXT		4
#define KL_IRODATA		5
#define KL_IDATA		6
#define KL_CLASSES		7

/* kl_hello_r.caps */
#define KL_CAP_COMMIT		1
#define KL_CAP_LAB		2
#define KL_CAP_RESOLVE		4
#define KL_CAP_PERCPU		8
#define KL_CAP_KALLSYMS		16
#define KL_CAP_UNLOAD		32
#define KL_CAP_SIG		64
#define KL_CAP_INIT_SYMS	128
#define KL_CAP_MEM_TYPES	256
#define KL_CAP_FAULT		512

/* kl_resolve_r.flags */
#define KL_SYM_FOUND		1
#define KL_SYM_GPL_ONLY		2
#define KL_SYM_CRC		4

/* kl_list_r.state */
#define KL_LIST_ALLOCATED	0
#define KL_LIST_DETACHED	1
#define KL_LIST_SEALED		2
#define KL_LIST_COMMITTING	4
#define KL_LIST_FAILED		8

struct kl_msg {
	__u32 op;
	__u32 len;
};

struct kl_status {
	__s64 status;
	__u64 ret;
};

struct kl_hello {
	__u32 magic;
	__u16 major;
	__u16 minor;
	__u32 flags;
	__u32 reserved;
};

struct kl_hello_r {
	__s64 status;
	__u32 magic;
	__u16 major;
	__u16 minor;
	__u32 caps;
	__u32 sizeof_module;
	__u32 off_init;
	__u32 off_exit;
	__u32 page_size;
	__u16 e_machine;
	__u8 elf_class;
	__u8 elf_data;
	__u32 max_msg;
	__u32 max_reply;
	__u32 n_classes;
	__u32 build_id_len;
	__u8 build_id[KL_BUILD_ID_LEN];
	char release[KL_RELEASE_LEN];
};

struct kl_alloc {
	char name[KL_NAME_LEN];
	__u64 size[KL_CLASSES];
	__u64 pcpu_size;
	__u64 pcpu_align;
};

struct kl_alloc_r {
	__s64 status;
	__u64 addr[KL_CLASSES];
	__u64 pcpu;
};

struct kl_commit {
	__u64 this_module;
	__u64 symtab;
	__u64 nsyms;
	__u64 strtab;
	__u64 typetab;
	__u32 ehdr_len;
	__u32 args_len;
	__u32 ndeps;
	__u32 flags;
	__u64 strtab_len;
	__u64 init_symtab;
	__u64 init_nsyms;
	__u64 init_strtab;
	__u64 init_strtab_len;
	__u64 init_typetab;
	__u64 this_module_len;
};

struct kl_dep {
	char name[KL_NAME_LEN];
	__u64 base;
};

struct kl_resolve_r {
	__u64 addr;
	__u64 owner_base;
	char owner[KL_OWNER_LEN];
	__u32 crc;
	__u32 flags;
};

struct kl_list_r {
	char name[KL_NAME_LEN];
	__u64 base;
	__u64 size;
	__u32 state;
	__u32 pid;
};

struct kl_call {
	__u64 addr;
	__u64 arg[4];
};

#endif /* KOLINK_UAPI_H */
